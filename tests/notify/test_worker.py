"""The worker as a process of its own, on both brokers, with a real mail server."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from chassis.broker import Broker, Queue
from chassis.broker_choice import broker_from
from chassis.envelope import Event
from console.nursery import Nursery
from console.processes import Child
from notify.messages.consumed import consumer
from tests.notify.api.conftest import ENVIRONMENT
from tests.notify.builders import an_event
from tests.support.messaging_services import with_pgmq
from tests.support.postgres import FreshDatabases, TestDatabase
from tests.support.smtp import MailCatcher, ReceivedMail

Variables = dict[str, str]
RunningWorker = Callable[..., AbstractContextManager[Child]]
NOTIFY = Queue("notify", consumer.bindings)
WORKFLOW = Queue("workflow", ("notification.*",))
APPOINTED = an_event("member.appointed", subject="office/32.15")


both_brokers = pytest.mark.parametrize("broker_variables", ["pgmq", "rabbitmq"], indirect=True)


@pytest.fixture
def broker_variables(request: pytest.FixtureRequest) -> Variables:
    """The queue in PostgreSQL, where a test does not ask for both."""
    if getattr(request, "param", "pgmq") == "rabbitmq":
        return {"AMQP_URL": request.getfixturevalue("fresh_vhost")()}
    fresh_database: FreshDatabases = request.getfixturevalue("fresh_database")
    return {"BROKER_URL": fresh_database("broker", prepare=with_pgmq).url}


@pytest.fixture
def broker(broker_variables: Variables) -> Broker:
    broker = broker_from(
        broker_url=broker_variables.get("BROKER_URL"), amqp_url=broker_variables.get("AMQP_URL")
    )
    broker.declare([NOTIFY, WORKFLOW])
    return broker


@pytest.fixture
def variables(own_database: TestDatabase, broker_variables: Variables, mail_server: MailCatcher) -> Variables:
    own = {"DATABASE_URL": own_database.url, "SMTP_URL": mail_server.url, "LOG_FORMAT": "text"}
    common = {name: value for name, value in ENVIRONMENT.items() if name != "AMQP_URL"}
    return {**os.environ, **common, **broker_variables, **own, "MAIL_FROM": "gakkumdu@mail.example"}


@pytest.fixture
def running_worker(nursery: Nursery, variables: Variables, tmp_path: Path) -> RunningWorker:
    """For a `with` block: a worker on these variables but for some, killed if it does not end by itself."""

    @contextmanager
    def running(name: str = "worker", **others: str) -> Iterator[Child]:
        command, log = [sys.executable, "-m", "notify.worker"], tmp_path / f"{name}.log"
        child = nursery.start(name, command, log=log, environment={**variables, **others})
        try:
            yield child
        finally:
            child.kill()

    return running


def publish(broker: Broker, *events: Event) -> None:
    with broker.publisher() as publisher:
        publisher.publish(events)


def wait_until(holds: Callable[[], bool], child: Child) -> None:
    end = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < end, child.last_lines(30)
        time.sleep(0.05)


def rows(database: TestDatabase, query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(database.conninfo) as connection:
        return connection.execute(query.encode()).fetchall()


@both_brokers
def test_events_become_notifications_and_emails_once(
    running_worker: RunningWorker,
    broker: Broker,
    own_database: TestDatabase,
    mail_server: MailCatcher,
) -> None:
    types = ["task.created", "deadline.started", "deadline.approaching", "deadline.missed"]
    events = [an_event(type_, sequence=number) for number, type_ in enumerate(types, start=1)]
    with running_worker() as worker:
        publish(broker, APPOINTED)
        wait_until(lambda: rows(own_database, "SELECT id FROM recipients") != [], worker)
        publish(broker, *reversed(events), *events)
        wait_until(lambda: len(rows(own_database, "SELECT id FROM notifications")) == 3, worker)
        wait_until(
            lambda: rows(own_database, "SELECT id FROM deliveries WHERE state = 'pending'") == [], worker
        )
        worker.stop(within=20)
    assert worker.exit_status == 0, worker.last_lines(30)
    told = rows(own_database, "SELECT DISTINCT alert_id, recipient_id FROM notifications")
    assert len(told) == 3
    sent = rows(own_database, "SELECT id FROM deliveries WHERE state = 'sent'")
    assert len(mail_server.mails) == len({mail.id for mail in mail_server.mails}) == len(sent)
    assert any("TERLEWAT" in mail.message["Subject"] for mail in mail_server.mails)


@both_brokers
def test_a_worker_killed_between_sending_and_marking_repeats_the_same_message(
    running_worker: RunningWorker,
    broker: Broker,
    own_database: TestDatabase,
    mail_server: MailCatcher,
) -> None:
    with running_worker("first") as first:

        def kill(_: ReceivedMail) -> None:
            first.kill()

        mail_server.before_answer = kill
        publish(broker, APPOINTED, an_event("deadline.missed"))
        wait_until(lambda: first.exit_status is not None, first)
    assert rows(own_database, "SELECT state, attempts FROM deliveries") == [("pending", 1)]
    mail_server.before_answer = lambda _: None
    with psycopg.connect(own_database.conninfo) as connection:  # the lease runs out
        connection.execute("UPDATE deliveries SET leased_until = clock_timestamp() - interval '1 second'")
    with running_worker("second") as second:
        wait_until(lambda: rows(own_database, "SELECT state FROM deliveries") == [("sent",)], second)
    killed, repeated = mail_server.mails
    assert killed.id == repeated.id
    assert killed.message.as_bytes() == repeated.message.as_bytes()
    assert len(rows(own_database, "SELECT id FROM notifications")) == 1


def test_a_mail_server_that_is_away_does_not_keep_anybody_from_being_told(
    running_worker: RunningWorker,
    broker: Broker,
    own_database: TestDatabase,
    mail_server: MailCatcher,
) -> None:
    mail_server.stop()
    with running_worker() as worker:
        publish(broker, APPOINTED, an_event("deadline.missed"))
        wait_until(lambda: len(rows(own_database, "SELECT id FROM notifications")) == 1, worker)
        wait_until(
            lambda: rows(own_database, "SELECT id FROM deliveries WHERE last_error IS NOT NULL") != [], worker
        )
        mail_server.start()
        wait_until(lambda: rows(own_database, "SELECT state FROM deliveries") == [("sent",)], worker)
    assert len(mail_server.mails) == 1


def test_without_a_mail_server_emails_wait_and_the_log_says_so(
    running_worker: RunningWorker,
    broker: Broker,
    own_database: TestDatabase,
) -> None:
    with running_worker(SMTP_URL="") as worker:
        publish(broker, APPOINTED, an_event("deadline.missed"))
        wait_until(lambda: len(rows(own_database, "SELECT id FROM notifications")) == 1, worker)
    assert rows(own_database, "SELECT state, attempts FROM deliveries") == [("pending", 0)]
    assert "mail_server_not_set" in worker.log.read_text()
