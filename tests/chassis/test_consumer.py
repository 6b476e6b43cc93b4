"""The receive loop's own duties; what it does with a broker is in `test_delivery.py`."""

from __future__ import annotations

import pytest
from prometheus_client import CollectorRegistry
from sqlalchemy import text
from structlog.testing import capture_logs

from chassis.broker import Queue
from chassis.consumer import Subscription
from chassis.envelope import Event
from chassis.inbox import Inbox
from chassis.messaging_metrics import MessagingCollector
from chassis.unit import Unit
from tests.support.messaging_services import Talk, effects, say, subscription, write_effect


def test_a_subscription_knows_its_queue_and_sources() -> None:
    subscribed = Subscription[Unit](
        "workflow", {"notify": ("notification.*",), "cases": ("case.*", "member.*")}
    )
    assert subscribed.sources == ("cases", "notify")
    assert subscribed.queue == Queue("workflow", ("notification.*", "case.*", "member.*"))


def test_a_type_has_one_handler() -> None:
    subscribed = subscription()
    with pytest.raises(ValueError, match=r"case\.received has a handler already"):
        subscribed.handles("case.received")(write_effect)


def test_a_stream_that_a_dead_consumer_left_is_resumed(talk: Talk) -> None:
    _receive_without_going_on(talk, say(talk.cases, "case-1", 1, 2, 3))
    assert effects(talk.workflow) == []
    talk.consumer().keep_house()
    assert effects(talk.workflow) == [2, 3]


def test_a_gap_is_warned_of_once(talk: Talk) -> None:
    [_, late] = say(talk.cases, "case-1", 1, 2)
    with talk.workflow.unit_of_work(Unit) as unit:
        Inbox(unit.session).receive(late)
        unit.session.execute(text("UPDATE inbox_parked SET parked_at = parked_at - interval '2 minutes'"))
    consumer = talk.consumer()
    with capture_logs() as lines:
        consumer.keep_house()
        consumer.keep_house()
    [line] = [line for line in lines if line["event"] == "stream_waits"]
    assert (line["subject"], line["missing"], line["waiting"]) == ("case-1", 1, 1)
    registry = CollectorRegistry()
    registry.register(MessagingCollector(talk.workflow))
    assert registry.get_sample_value("inbox_gaps") == 1
    assert registry.get_sample_value("inbox_parked") == 1


def _receive_without_going_on(talk: Talk, events: list[Event]) -> None:
    """As a consumer that was killed after the commit of the first and before it saw to the parked ones."""
    for event in reversed(events):
        with talk.workflow.unit_of_work(Unit) as unit:
            Inbox(unit.session).receive(event)
