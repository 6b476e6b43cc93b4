"""Processes killed at the worst moments; each time exactly one effect of every event, in order, is left."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from chassis.database import Database
from chassis.outbox import unsent
from chassis.unit import Unit
from tests.support.messaging_child import DEADLY
from tests.support.messaging_services import Talk, effects, eventually, running, say

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("moment", ["before-commit", "before-ack"])
def test_a_consumer_killed_with_a_message_in_hand_leaves_one_effect(
    talk: Talk, broker_url: str, moment: str
) -> None:
    say(talk.cases, "case-1", 1, 2, 3)
    talk.publish()
    assert _run_until_it_dies(moment, talk.workflow, broker_url) == -signal.SIGKILL
    assert effects(talk.workflow) == ([1] if moment == "before-ack" else [])
    with running(talk.consumer().run):
        eventually(lambda: effects(talk.workflow) == [1, 2, 3])
        time.sleep(2.5)  # until what was hidden in the dead consumer's hand would have come back
    assert effects(talk.workflow) == [1, 2, 3]
    assert talk.broker.dead_letters("workflow") == []


def test_a_relay_killed_between_publishing_and_marking_sends_again_without_harm(
    talk: Talk, broker_url: str
) -> None:
    say(talk.cases, "case-1", 1, 2)
    say(talk.cases, "case-2", 5)
    assert _run_until_it_dies("before-mark", talk.cases, broker_url) == -signal.SIGKILL
    assert _unsent(talk.cases) == 3
    with running(talk.relay().run, talk.consumer().run):
        eventually(lambda: _unsent(talk.cases) == 0)
        say(talk.cases, "case-1", 3)
        eventually(lambda: effects(talk.workflow, "case-1") == [1, 2, 3])
    assert effects(talk.workflow, "case-2") == [5]


def test_a_message_that_kills_its_consumers_is_set_aside_and_its_neighbours_are_not(
    talk: Talk, broker_url: str
) -> None:
    say(talk.cases, "case-1", DEADLY)
    for number in range(1, 11):
        say(talk.cases, f"case-{number + 1}", number)
    talk.publish()
    deaths = 0
    while not talk.broker.dead_letters("workflow"):
        with _child("on-poison", talk.workflow, broker_url) as child:
            eventually(lambda: child.poll() is not None or talk.broker.dead_letters("workflow"), within=40)
            deaths += child.poll() is not None
        assert deaths < 30
    with running(talk.consumer().run):
        eventually(lambda: sorted(effects(talk.workflow)) == list(range(1, 11)))
    [letter] = talk.broker.dead_letters("workflow")
    assert str(DEADLY).encode() in letter.body
    assert "never answered" in letter.reason


def test_consumers_killed_at_work_lose_and_double_nothing(talk: Talk, broker_url: str) -> None:
    subjects = [f"case-{number}" for number in range(5)]
    for number in range(1, 41):
        for subject in subjects:
            say(talk.cases, subject, number)
    with running(talk.relay().run):
        for _ in range(4):
            with _child("never", talk.workflow, broker_url) as child:
                _wait_for_progress(talk.workflow)
                child.kill()
        with running(talk.consumer().run):
            eventually(lambda: len(effects(talk.workflow)) == 200, within=60)
    for subject in subjects:
        assert effects(talk.workflow, subject) == list(range(1, 41))
    assert talk.broker.dead_letters("workflow") == []


def test_a_worker_ends_its_message_and_exits_well_on_sigterm(talk: Talk, broker_url: str) -> None:
    say(talk.cases, "case-1", 1)
    talk.publish()
    with _child("never", talk.workflow, broker_url) as child:
        eventually(lambda: effects(talk.workflow) == [1])
        child.terminate()
        assert child.wait(5) == 0


@contextmanager
def _child(moment: str, database: Database, broker_url: str) -> Iterator[subprocess.Popen[bytes]]:
    url = database.bind.engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "tests.support.messaging_child", moment, url, broker_url]
    environment = {"PYTHONPATH": f"{ROOT}:{ROOT / 'services'}", "PATH": "/usr/bin:/bin"}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL) as child:
        try:
            yield child
        finally:
            child.kill()


def _run_until_it_dies(moment: str, database: Database, broker_url: str) -> int:
    with _child(moment, database, broker_url) as child:
        return child.wait(30)


def _wait_for_progress(database: Database) -> None:
    before = len(effects(database))
    eventually(lambda: len(effects(database)) > before)


def _unsent(database: Database) -> int:
    with database.unit_of_work(Unit) as unit:
        return unsent(unit.session)
