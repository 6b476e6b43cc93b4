"""Kills parts of a system while cases are under way, at moments that a seed decides."""

from __future__ import annotations

import random
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass

from console.keeper import Keeper
from tests.support.journey_driver import CaseDriver
from tests.support.journey_patience import wait_for

# A kill falls somewhere into the work that a step sets off.
LONGEST_DELAY_SECONDS = 0.15


@dataclass(frozen=True)
class Kill:
    """The step of a case after which a part dies, and how long after."""

    step: int
    victim: str
    delay: float


def planned(victims: Sequence[str], *, steps: int, seed: int) -> list[Kill]:
    """Every victim once, in random order, at random steps after the first."""
    chance = random.Random(seed)  # noqa: S311 - decides the course of a test
    order = chance.sample(list(victims), len(victims))
    kills = [
        Kill(chance.randrange(steps), victim, round(chance.uniform(0, LONGEST_DELAY_SECONDS), 3))
        for victim in order
    ]
    sys.stdout.write(f"seed {seed}: {kills}\n")  # pytest shows it when the test fails
    return kills


def drive_through(
    cases: Sequence[CaseDriver], kills: Sequence[Kill], keepers: dict[str, Keeper]
) -> list[str]:
    """Drive all cases side by side, a step each in turn, while the parts die as planned; returns the outcomes."""
    killers: list[threading.Timer] = []
    step, running = 0, list(cases)
    while running:
        for kill in [kill for kill in kills if kill.step == step]:
            killers.append(threading.Timer(kill.delay, keepers[kill.victim].kill))
            killers[-1].start()
        running = [case for case in running if case.step()]
        step += 1
    for killer in killers:
        killer.join()
    revived(keepers)
    return [case.finish() for case in cases]


def revived(keepers: dict[str, Keeper]) -> None:
    """Returns when every part runs again."""
    wait_for(
        "every part to run again",
        lambda: all(keeper.running for keeper in keepers.values()),
        seen=lambda: [name for name, keeper in keepers.items() if not keeper.running],
    )
