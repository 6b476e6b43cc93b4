"""Officers who work on many cases at once, each driver in a thread of its own."""

from __future__ import annotations

import random
import threading
import time
import traceback
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tests.support.journey_driver import CaseDriver
from tests.support.journey_stage import Stage

TURNS = {
    "initial_study": ["complete"] * 8 + ["incomplete", "not_registered"],
    "completion": ["completed", "completed", "lapsed"],
    "preliminary_decision": ["preliminary_information", "closed"],
    "tracing": ["finding", "closed"],
    "discussion_2": ["crime"] * 5 + ["not_crime"],
    "plenary": ["forward"] * 9 + ["stop"],
    "police_investigation": ["suspects_named"] * 9 + ["sp3"],
    "limit_passed": ["continue", "continue", "end"],
}
TURNS_OF_A_SUSPECT = {
    "suspect_examination": ["file"] * 8 + ["wanted", "sp3"],
    "suspect_wanted": [
        "give_up"
    ],  # one who is found is examined again, takes the same turn, and the case never ends
    "file_check": ["complete", "returned"],
    "verdict": ["convicted", "acquitted"],
    "discussion_4": ["accept", "appeal"],
    "appeal_filing": ["filed", "not_filed"],
    "appeal_verdict": ["convicted", "acquitted"],
}
MOST_SUSPECTS = 3


@dataclass
class Crowd:
    """`outcomes` counts the cases that ended; `troubles` are the drivers' own failures."""

    stage: Stage
    seed: int
    size: int
    outcomes: Counter[str] = field(default_factory=Counter)
    troubles: list[str] = field(default_factory=list)
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self, *, until: float) -> None:
        """Each files its next case when its last has ended, and none after that moment of the monotonic clock."""
        for number in range(self.size):
            chance = random.Random(f"{self.seed}/{number}")  # noqa: S311 - decides the course of a test
            self._threads.append(threading.Thread(target=self._work, args=(chance, until)))
            self._threads[-1].start()

    def finish(self) -> None:
        """Returns when the last case has ended or was given up; every wait of a driver has its limit."""
        for thread in self._threads:
            thread.join()

    def _work(self, chance: random.Random, until: float) -> None:
        try:
            while time.monotonic() < until:
                self.outcomes[self._one_case(chance)] += 1
        except Exception:  # noqa: BLE001 - told at the end, whatever it is
            self.troubles.append(traceback.format_exc())

    def _one_case(self, chance: random.Random) -> str:
        count = chance.randint(1, MOST_SUSPECTS)
        case = CaseDriver(
            self.stage.desk,
            origin=chance.choice(["report", "finding"]),
            regime=chance.choice(["pemilu", "pilkada"]),
            choices=_turns(chance, TURNS),
            suspects=[_turns(chance, TURNS_OF_A_SUSPECT) for _ in range(count)],
            answers={"verdict": {"affects_votes": chance.choice([True, False])}},
        )
        return case.file().finish()


def _turns(chance: random.Random, of: Mapping[str, Sequence[str]]) -> dict[str, str]:
    return {task: chance.choice(ways) for task, ways in of.items()}
