"""Messages that come twice, in the wrong order or broken, put into the real queues by hand."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql

from chassis.broker import Broker
from tests.support.journey_desk import ADMINISTRATOR
from tests.support.journey_patience import wait_for
from tests.support.journey_stage import Stage

QUICK_END = {"initial_study": "not_registered"}
OFFICE = "51.01"


def appoint(stage: Stage, member: str) -> None:
    """One more event in the stream of an office where no journey takes place."""
    stage.desk.create(
        ADMINISTRATOR,
        "cases",
        "/v1/members",
        {
            "member_id": member,
            "agency": "polri",
            "office": OFFICE,
            "roles": ["officer"],
            "email": "polri@jembrana.demo.example",
        },
    )


def published(stage: Stage) -> None:
    """Returns when everything that `cases` has to say is in the queues."""
    wait_for("the outbox to be sent", lambda: stage.system.idle_reports()["cases"]["unsent"] == 0)


def take_all(broker: Broker, service: str, count: int) -> list[bytes]:
    """That many messages out of a service's queue."""
    bodies: list[bytes] = []
    with broker.receiver(service) as receiver:

        def take() -> bool:
            if (delivery := receiver.receive(within=0.5)) is not None:
                bodies.append(delivery.body)
                delivery.ack()
            return len(bodies) == count

        wait_for(f"{count} messages for {service}", take, seen=lambda: len(bodies))
    return bodies


def dead_letters(stage: Stage, *arguments: str) -> list[dict[str, Any]]:
    """What the operators' command prints."""
    address = stage.system.postgres.url("broker", "broker") if stage.address == "pgmq" else stage.address
    variable = "BROKER_URL" if stage.address == "pgmq" else "AMQP_URL"
    told = subprocess.run(
        [sys.executable, "-m", "chassis.dead_letters", *arguments],
        env={**os.environ, "AMQP_URL": "", variable: address},
        stdout=subprocess.PIPE,
        check=True,
        timeout=60,
    )
    return [json.loads(line) for line in told.stdout.splitlines()]


@contextmanager
def nobody_called(stage: Stage, member: str) -> Iterator[None]:
    """`notify` cannot store this member, however often it tries."""
    name = sql.Literal(member)
    with psycopg.connect(
        stage.system.postgres.conninfo("notify", "notify_owner"), autocommit=True
    ) as connection:
        connection.execute(
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'refused'; END $$"
        )
        connection.execute(
            sql.SQL(
                "CREATE TRIGGER poison BEFORE INSERT ON recipients FOR EACH ROW WHEN (NEW.id = {}) "
                "EXECUTE FUNCTION refuse()"
            ).format(name)
        )
        try:
            yield
        finally:
            connection.execute("DROP FUNCTION refuse CASCADE")


def test_messages_that_come_twice_and_backwards_have_one_effect_in_order(stage: Stage) -> None:
    stage.settle()
    consumer = stage.system.process("notify")
    consumer.stop()
    try:
        for number in range(3):
            appoint(stage, f"shuffled-{number}")
        published(stage)
        bodies = take_all(stage.broker, "notify", 3)
        for body in reversed(bodies):
            stage.broker.send("notify", body)
            stage.broker.send("notify", body)
    finally:
        consumer.start()
    stage.settle()
    assert stage.faults() == []


def test_a_message_that_is_no_event_is_set_aside_with_the_reason(stage: Stage) -> None:
    stage.broker.send("workflow", b'{"nonsense": true}')
    case = stage.case(choices=QUICK_END)
    assert case.finish() == "not_registered"
    [letter] = wait_for("a dead letter", lambda: dead_letters(stage, "list", "workflow"))
    assert letter["reason"].startswith("not an event")
    assert dead_letters(stage, "replay", "workflow", letter["id"]) == [{"replayed": 1}]
    [again] = wait_for("it to die again", lambda: dead_letters(stage, "list", "workflow"))
    assert again["reason"] == letter["reason"]
    stage.settle()
    assert stage.faults() == []


def test_an_event_that_fails_holds_up_its_own_stream_alone_until_it_is_replayed(stage: Stage) -> None:
    stage.settle()
    with nobody_called(stage, "poisoned"):
        appoint(stage, "poisoned")
        appoint(stage, "behind-the-poisoned")
        case = stage.case(choices=QUICK_END)
        assert case.finish() == "not_registered"
        wait_for("others to be told meanwhile", lambda: case.notifications("bawaslu-karawang"))
        wait_for("the event to be given up", lambda: stage.system.idle_reports()["notify"]["failed"] == 1)
        assert stage.system.idle_reports()["notify"]["parked"] == 1
        [letter] = dead_letters(stage, "list", "notify")
        assert (letter["type"], letter["subject"]) == ("member.appointed", f"office/{OFFICE}")
    assert dead_letters(stage, "replay", "notify") == [{"replayed": 1}]
    stage.settle()
    assert stage.faults() == []
