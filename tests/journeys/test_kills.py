"""SIGKILL in the middle of cases: whatever dies, each case ends and every event has exactly one effect."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import pytest

from console.parts import DUTIES
from tests.support.journey_kills import drive_through, planned
from tests.support.journey_stage import Stage, running_stage

# One suspect in the first case; two who end differently in the second.
SUSPECTS: tuple[Sequence[Mapping[str, str]], ...] = (
    ({},),
    ({"file_check": "returned"}, {"verdict": "acquitted"}),
)
OUTCOMES = ["convicted", "mixed"]
STEPS = 33
SEED = 20240308


def cases_end_once(stage: Stage, names: list[tuple[str, str]]) -> None:
    """File cases, kill every one of these processes while they run, and look what came of it."""
    keepers = {f"{service}-{role}": stage.system.process(service, role) for service, role in names}
    pids = {name: keeper.pid for name, keeper in keepers.items()}
    kills = planned(sorted(keepers), steps=STEPS, seed=SEED)
    cases = [stage.case(suspects=suspects) for suspects in SUSPECTS]
    assert drive_through(cases, kills, keepers) == OUTCOMES
    assert [len(case.parties("suspect")) for case in cases] == [len(suspects) for suspects in SUSPECTS]
    assert all(keepers[name].pid != pid for name, pid in pids.items()), "nobody was killed"
    stage.settle()
    assert stage.faults() == []


def test_every_worker_and_web_process_dies_in_the_middle_of_cases(stage: Stage) -> None:
    cases_end_once(stage, [(service, role) for service in DUTIES for role in ("worker", "web")])


@pytest.fixture
def split_stage(broker: Callable[[], str]) -> Iterator[Stage]:
    """Relay, consumer and timers of each service as processes of their own."""
    with running_stage(broker(), split_workers=True) as running:
        yield running


def test_every_relay_consumer_and_timer_dies_in_the_middle_of_cases(split_stage: Stage) -> None:
    cases_end_once(split_stage, [(service, duty) for service, duties in DUTIES.items() for duty in duties])
