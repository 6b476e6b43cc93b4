"""From one service's transaction to another's, on both brokers."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from chassis.broker import Queue, UnroutableError
from chassis.envelope import Event
from chassis.idle import idle_report, settled
from chassis.inbox_state import failed
from chassis.outbox import unsent
from chassis.unit import Unit
from tests.support.messaging_services import (
    Talk,
    effects,
    eventually,
    running,
    say,
    write_effect,
)


def test_what_one_service_says_happens_once_and_in_order_in_the_other(talk: Talk) -> None:
    with running(talk.relay().run, talk.consumer().run):
        say(talk.cases, "case-1", 1, 2, 3)
        say(talk.cases, "case-2", 10)
        eventually(lambda: len(effects(talk.workflow)) == 4)
    assert effects(talk.workflow, "case-1") == [1, 2, 3]
    assert effects(talk.workflow, "case-2") == [10]


def test_many_relays_and_consumers_keep_each_case_in_order(talk: Talk) -> None:
    loops = [talk.relay().run, talk.relay().run, *(talk.consumer().run for _ in range(3))]
    with running(*loops):
        for number in range(1, 21):
            for subject in ("case-1", "case-2", "case-3"):
                say(talk.cases, subject, number)
        eventually(lambda: len(effects(talk.workflow)) == 60)
    for subject in ("case-1", "case-2", "case-3"):
        assert effects(talk.workflow, subject) == list(range(1, 21))


def test_sending_everything_twice_has_one_effect(talk: Talk) -> None:
    say(talk.cases, "case-1", 1, 2)
    for _ in range(2):
        assert talk.publish() == 2
        _mark_unsent(talk)
    with running(talk.consumer().run):
        eventually(lambda: len(effects(talk.workflow)) == 2)
    assert effects(talk.workflow) == [1, 2]


def test_a_type_without_a_handler_is_passed_over(talk: Talk) -> None:
    say(talk.cases, "case-1", 1)
    say(talk.cases, "case-1", 2, type_="case.renamed")
    say(talk.cases, "case-1", 3)
    with running(talk.relay().run, talk.consumer().run):
        eventually(lambda: effects(talk.workflow) == [1, 3])


def test_a_garbled_message_goes_to_the_dead_letters_and_blocks_nobody(talk: Talk) -> None:
    talk.broker.send("workflow", b'{"specversion": "0.3"}')
    say(talk.cases, "case-1", 1)
    with running(talk.relay().run, talk.consumer().run):
        eventually(lambda: effects(talk.workflow) == [1])
        eventually(lambda: talk.broker.dead_letters("workflow"))
    [letter] = talk.broker.dead_letters("workflow")
    assert letter.reason == "not an event: specversion must be `1.0`, not '0.3'"
    assert b"0.3" in letter.body


def test_a_poison_event_stops_its_own_case_only_and_goes_on_after_replay(talk: Talk) -> None:
    broken = True

    def handler(unit: Unit, event: Event) -> None:
        write_effect(unit, event)
        if broken and event.data["number"] == 2:
            raise RuntimeError("this handler has a fault")

    with running(talk.relay().run, talk.consumer(handler).run):
        say(talk.cases, "case-1", 1, 2, 3)
        say(talk.cases, "case-2", 7, 8)
        eventually(lambda: talk.broker.dead_letters("workflow"))
        eventually(lambda: effects(talk.workflow, "case-2") == [7, 8])
        assert effects(talk.workflow, "case-1") == [1]
        [letter] = talk.broker.dead_letters("workflow")
        assert letter.reason == "RuntimeError: this handler has a fault"
        assert _count(talk, failed) == 1

        broken = False
        assert talk.broker.replay("workflow", [letter.id]) == 1
        eventually(lambda: effects(talk.workflow, "case-1") == [1, 2, 3])
    assert talk.broker.dead_letters("workflow") == []
    assert _count(talk, failed) == 0


def test_a_fault_that_passes_is_retried_without_a_dead_letter(talk: Talk) -> None:
    attempts: list[int] = []

    def handler(unit: Unit, event: Event) -> None:
        attempts.append(event.data["number"])
        if len(attempts) < 3:
            raise RuntimeError("not yet")
        write_effect(unit, event)

    with running(talk.relay().run, talk.consumer(handler).run):
        say(talk.cases, "case-1", 1)
        eventually(lambda: effects(talk.workflow) == [1])
    assert attempts == [1, 1, 1]
    assert talk.broker.dead_letters("workflow") == []


def test_dead_letters_can_be_looked_at_without_taking_them(talk: Talk) -> None:
    for number in range(3):
        talk.broker.send("workflow", b'{"number": %d}' % number)
    with running(talk.consumer().run):
        eventually(lambda: len(talk.broker.dead_letters("workflow")) == 3)
    first = talk.broker.dead_letters("workflow")
    assert len({letter.id for letter in first}) == 3
    assert talk.broker.dead_letters("workflow") == first


def test_only_the_named_dead_letters_are_replayed(talk: Talk) -> None:
    for number in range(3):
        talk.broker.send("workflow", b'{"number": %d}' % number)
    with running(talk.consumer().run):
        eventually(lambda: len(talk.broker.dead_letters("workflow")) == 3)
    chosen = talk.broker.dead_letters("workflow")[1]
    assert talk.broker.replay("workflow", [chosen.id]) == 1
    assert len(talk.broker.dead_letters("workflow")) == 2


def test_an_event_for_nobody_is_held_and_not_lost(talk: Talk) -> None:
    say(talk.cases, "case-1", 1, type_="unheard.of")
    with pytest.raises(UnroutableError, match=r"no queue is bound to unheard\.of"):
        talk.publish()
    assert _unsent(talk) == 1
    talk.broker.declare([Queue("workflow", ("unheard.*",))])
    assert talk.publish() == 1
    assert _unsent(talk) == 0


def test_a_queue_gets_what_was_said_before_its_consumer_ever_ran(talk: Talk) -> None:
    say(talk.cases, "case-1", 1, 2)
    assert talk.publish() == 2
    with running(talk.consumer().run):
        eventually(lambda: effects(talk.workflow) == [1, 2])


def test_the_system_is_settled_only_when_all_was_applied(talk: Talk) -> None:
    say(talk.cases, "case-1", 1)
    say(talk.cases, "case-2", 2)
    assert not _settled(talk)
    talk.publish()
    assert not _settled(talk), "on its way"
    with running(talk.consumer().run):
        eventually(lambda: _settled(talk))
    assert sorted(effects(talk.workflow)) == [1, 2]


def _settled(talk: Talk) -> bool:
    def reports() -> dict[str, dict[str, object]]:
        return {
            "cases": idle_report(talk.cases, sources=[]).as_json(),
            "workflow": idle_report(talk.workflow, sources=["cases"]).as_json(),
        }

    return settled(reports(), reports())


def _mark_unsent(talk: Talk) -> None:
    with talk.cases.unit_of_work(Unit) as unit:
        unit.session.connection().exec_driver_sql("UPDATE outbox SET sent_at = NULL")


def _unsent(talk: Talk) -> int:
    with talk.cases.unit_of_work(Unit) as unit:
        return unsent(unit.session)


def _count(talk: Talk, question: Callable[..., int]) -> int:
    with talk.workflow.unit_of_work(Unit) as unit:
        return question(unit.session)
