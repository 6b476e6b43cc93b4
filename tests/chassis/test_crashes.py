"""Processes killed at the worst moments; each time exactly one effect of every event, in order, is left."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path

import pytest

from chassis.database import Database
from chassis.outbox import unsent
from chassis.unit import Unit
from console.environment import machine
from console.nursery import Nursery
from console.processes import Child
from tests.support.messaging_child import DEADLY
from tests.support.messaging_services import Talk, effects, eventually, running, say

Start = Callable[[str, Database], AbstractContextManager[Child]]


@pytest.fixture
def start(nursery: Nursery, broker_url: str, tmp_path: Path) -> Start:
    """`start(moment, database)`: a worker that dies at this moment, or when the block ends."""
    return partial(_child, nursery, tmp_path / "log", broker_url)


@pytest.mark.parametrize("moment", ["before-commit", "before-ack"])
def test_a_consumer_killed_with_a_message_in_hand_leaves_one_effect(
    talk: Talk, start: Start, moment: str
) -> None:
    say(talk.cases, "case-1", 1, 2, 3)
    talk.publish()
    assert _ended_by(start, moment, talk.workflow) == -signal.SIGKILL
    assert effects(talk.workflow) == ([1] if moment == "before-ack" else [])
    with running(talk.consumer().run):
        eventually(lambda: effects(talk.workflow) == [1, 2, 3])
        time.sleep(2.5)  # until what was hidden in the dead consumer's hand would have come back
    assert effects(talk.workflow) == [1, 2, 3]
    assert talk.broker.dead_letters("workflow") == []


def test_a_relay_killed_between_publishing_and_marking_sends_again_without_harm(
    talk: Talk, start: Start
) -> None:
    say(talk.cases, "case-1", 1, 2)
    say(talk.cases, "case-2", 5)
    assert _ended_by(start, "before-mark", talk.cases) == -signal.SIGKILL
    assert _unsent(talk.cases) == 3
    with running(talk.relay().run, talk.consumer().run):
        eventually(lambda: _unsent(talk.cases) == 0)
        say(talk.cases, "case-1", 3)
        eventually(lambda: effects(talk.workflow, "case-1") == [1, 2, 3])
    assert effects(talk.workflow, "case-2") == [5]


def test_a_message_that_kills_its_consumers_is_set_aside_and_its_neighbours_are_not(
    talk: Talk, start: Start
) -> None:
    say(talk.cases, "case-1", DEADLY)
    for number in range(1, 11):
        say(talk.cases, f"case-{number + 1}", number)
    talk.publish()
    deaths = 0
    while not talk.broker.dead_letters("workflow"):
        with start("on-poison", talk.workflow) as child:
            eventually(
                lambda: child.exit_status is not None or talk.broker.dead_letters("workflow"), within=40
            )
            deaths += child.exit_status is not None
        assert deaths < 30
    with running(talk.consumer().run):
        eventually(lambda: sorted(effects(talk.workflow)) == list(range(1, 11)))
    [letter] = talk.broker.dead_letters("workflow")
    assert str(DEADLY).encode() in letter.body
    assert "never answered" in letter.reason


def test_consumers_killed_at_work_lose_and_double_nothing(talk: Talk, start: Start) -> None:
    subjects = [f"case-{number}" for number in range(5)]
    for number in range(1, 41):
        for subject in subjects:
            say(talk.cases, subject, number)
    with running(talk.relay().run):
        for _ in range(4):
            with start("never", talk.workflow) as child:
                _wait_for_progress(talk.workflow)
                child.kill()
        with running(talk.consumer().run):
            eventually(lambda: len(effects(talk.workflow)) == 200, within=60)
    for subject in subjects:
        assert effects(talk.workflow, subject) == list(range(1, 41))
    assert talk.broker.dead_letters("workflow") == []


def test_a_worker_ends_its_message_and_exits_well_on_sigterm(talk: Talk, start: Start) -> None:
    say(talk.cases, "case-1", 1)
    talk.publish()
    with start("never", talk.workflow) as child:
        eventually(lambda: effects(talk.workflow) == [1])
        child.send(signal.SIGTERM)
        assert child.wait(5)
        assert child.exit_status == 0


@contextmanager
def _child(nursery: Nursery, log: Path, broker_url: str, moment: str, database: Database) -> Iterator[Child]:
    url = database.bind.engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "tests.support.messaging_child", moment, url, broker_url]
    child = nursery.start(moment, command, log=log, environment=machine())
    try:
        yield child
    finally:
        child.kill()


def _ended_by(start: Start, moment: str, database: Database) -> int | None:
    with start(moment, database) as child:
        assert child.wait(30), child.last_lines()
        return child.exit_status


def _wait_for_progress(database: Database) -> None:
    before = len(effects(database))
    eventually(lambda: len(effects(database)) > before)


def _unsent(database: Database) -> int:
    with database.unit_of_work(Unit) as unit:
        return unsent(unit.session)
