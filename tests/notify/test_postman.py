"""The sending loop against a real database and a real mail server."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from chassis.clock import FixedClock
from chassis.database import Database
from chassis.paging import PageRequest
from chassis.preconditions import Precondition, etag_of
from chassis.worker import Turns
from notify.actions.alerts import close_subject, raise_alert
from notify.actions.deliveries import claim_next, replay_delivery
from notify.actions.recipients import appoint
from notify.channels.server import MailServer
from notify.channels.smtp import ServerUnavailableError
from notify.domain.deliveries import EMAIL_RETRIES, Delivery, DeliveryState
from notify.domain.officer import Level, Role
from notify.domain.preferences import Preferences
from notify.domain.recipients import Language
from notify.messages.consumed import on_case_registered, on_deadline_started
from notify.postman import Postman
from notify.storage.unit import NotifyUnit
from tests.notify.builders import CASE, NOON, a_recipient, a_task_alert, an_alert, an_event, an_officer
from tests.support.postgres import FreshDatabases, TestDatabase
from tests.support.smtp import MailCatcher

SENDER = "Gakkumdu <gakkumdu@mail.example>"
HEAD = an_officer(id="head", office="00", level=Level.NATIONAL, roles=frozenset({Role.ADMINISTRATOR}))


@pytest.fixture
def committed(own_database: TestDatabase, fresh_database: FreshDatabases, clock: FixedClock) -> Database:
    """One recipient is known."""
    database = Database(fresh_database.engine(own_database), source="notify", clock=clock)
    with database.unit_of_work(NotifyUnit) as unit:
        appoint(unit, a_recipient(), appointed_at=NOON, machine_now=NOON)
    return database


@pytest.fixture
def postman(committed: Database, mail_server: MailCatcher, clock: FixedClock) -> Postman:
    return a_postman(committed, mail_server.url, clock)


@pytest.fixture
def running(committed: Database, mail_server: MailCatcher, clock: FixedClock) -> Iterator[threading.Thread]:
    """The loop as the worker runs it."""
    turns = Turns()
    thread = threading.Thread(target=a_postman(committed, mail_server.url, clock).run, args=(turns,))
    thread.start()
    yield thread
    turns.stop()
    thread.join(10)
    assert not thread.is_alive()


def a_postman(database: Database, url: str, clock: FixedClock) -> Postman:
    return Postman(database, MailServer.at(url), sender=SENDER, clock=clock)


def raise_one(database: Database, **overrides: object) -> None:
    with database.unit_of_work(NotifyUnit) as unit:
        raise_alert(unit, an_alert(**overrides), machine_now=NOON)


def the_delivery(database: Database) -> Delivery:
    [delivery] = deliveries(database)
    return delivery


def deliveries(database: Database) -> list[Delivery]:
    with database.unit_of_work(NotifyUnit) as unit:
        return list(unit.deliveries.page(HEAD, PageRequest(), state=None, recipient=None).items)


def wait_until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 15
    while not holds():
        assert time.monotonic() < end, "it did not happen within 15 s"
        time.sleep(0.05)


def test_what_is_due_is_sent_once_and_marked(
    postman: Postman, committed: Database, mail_server: MailCatcher
) -> None:
    raise_one(committed)
    raise_one(committed, subject_id="another")
    postman.send_due(Turns())
    postman.send_due(Turns())
    assert len(mail_server.mails) == 2
    assert {(each.state, each.attempts, each.sent_at) for each in deliveries(committed)} == {
        (DeliveryState.SENT, 1, NOON)
    }


def test_the_message_names_case_task_rule_and_limits(
    postman: Postman, committed: Database, mail_server: MailCatcher
) -> None:
    with committed.unit_of_work(NotifyUnit) as unit:
        raise_alert(unit, a_task_alert(), machine_now=NOON)
        on_case_registered(unit, an_event("case.registered"))
        on_deadline_started(unit, an_event("deadline.started", limit="discussion_1", rule="P08"))
    postman.send_due(Turns())
    [mail] = mail_server.mails
    assert mail.message["Subject"] == (
        "[Gakkumdu] Tugas baru: Pembahasan Pertama, perkara 010/Reg/LP/PL/Kab/27.09/III/2024"
    )
    assert "Aturan: P08 (Pembahasan Pertama)" in mail.text
    assert "Batas aman: Rabu, 20 Maret 2024 pukul 23.59.59 WIB" in mail.text


def test_the_preferred_language_goes_before_the_roster_s(
    postman: Postman, committed: Database, mail_server: MailCatcher
) -> None:
    with committed.unit_of_work(NotifyUnit) as unit:
        unit.preferences.put("bawaslu-karawang", Preferences(language=Language.ENGLISH, version=1))
    raise_one(committed)
    postman.send_due(Turns())
    assert "Next step:" in mail_server.mails[0].text


def test_a_repeat_after_a_crash_has_the_same_id_and_words(
    postman: Postman, committed: Database, mail_server: MailCatcher, clock: FixedClock
) -> None:
    """The crash with a real SIGKILL is in test_worker.py; here the words might have changed meanwhile."""
    raise_one(committed)
    mail_server.hang_up_after_data = True
    with pytest.raises(ServerUnavailableError):
        postman.send_due(Turns())
    with committed.unit_of_work(NotifyUnit) as unit:
        on_case_registered(unit, an_event("case.registered"))
    mail_server.hang_up_after_data = False
    clock.at += timedelta(hours=1)
    postman.send_due(Turns())
    first, second = mail_server.mails
    assert first.message.as_bytes() == second.message.as_bytes()
    assert first.id == f"<{the_delivery(committed).id}@mail.example>"


def test_a_refused_message_fails_with_its_reason_and_lets_others_pass(
    postman: Postman, committed: Database, mail_server: MailCatcher
) -> None:
    with committed.unit_of_work(NotifyUnit) as unit:
        appoint(unit, a_recipient(id="gone", email="gone@x.example"), appointed_at=NOON, machine_now=NOON)
    mail_server.answer_to_recipient = lambda to: "550 no such user" if "gone" in to else "250 OK"
    raise_one(committed)
    postman.send_due(Turns())
    found = {each.recipient_id: (each.state, each.last_error) for each in deliveries(committed)}
    assert found == {
        "gone": (DeliveryState.FAILED, "550 no such user"),
        "bawaslu-karawang": (DeliveryState.SENT, None),
    }


def test_a_failed_delivery_can_be_sent_again_by_an_administrator(
    postman: Postman, committed: Database, mail_server: MailCatcher
) -> None:
    mail_server.answer_to_data = "554 looks like spam"
    raise_one(committed)
    postman.send_due(Turns())
    failed = the_delivery(committed)
    mail_server.answer_to_data = "250 OK"
    expected = Precondition(frozenset({etag_of(failed.version)}))
    with committed.unit_of_work(NotifyUnit) as unit:
        replay_delivery(unit, failed.id, HEAD, expected=expected, now=NOON)
    postman.send_due(Turns())
    assert the_delivery(committed).state is DeliveryState.SENT


def test_a_message_put_off_waits_for_the_policy_s_delays_and_fails_in_the_end(
    postman: Postman, committed: Database, mail_server: MailCatcher, clock: FixedClock
) -> None:
    mail_server.answer_to_data = "451 try later"
    raise_one(committed)
    waits = []
    for _ in range(EMAIL_RETRIES.attempts):
        postman.send_due(Turns())
        waits.append((the_delivery(committed).due_at - clock.at).total_seconds())
        clock.at = max(clock.at, the_delivery(committed).due_at)
    assert tuple(waits[:-1]) == EMAIL_RETRIES.delays
    assert the_delivery(committed).state is DeliveryState.FAILED
    assert the_delivery(committed).last_error == "451 try later (gave up after 7 attempts)"


def test_before_its_time_a_message_is_not_tried_again(
    postman: Postman, committed: Database, mail_server: MailCatcher
) -> None:
    mail_server.answer_to_data = "451 try later"
    raise_one(committed)
    postman.send_due(Turns())
    postman.send_due(Turns())
    assert the_delivery(committed).attempts == 1


def test_an_outage_costs_no_attempt_and_is_shown(
    postman: Postman, committed: Database, mail_server: MailCatcher
) -> None:
    mail_server.stop()
    raise_one(committed)
    with pytest.raises(ServerUnavailableError):
        postman.send_due(Turns())
    delivery = the_delivery(committed)
    assert (delivery.state, delivery.attempts, delivery.due_at) == (DeliveryState.PENDING, 0, NOON)
    assert "does not answer" in (delivery.last_error or "")


def test_a_withdrawn_message_is_not_sent(
    postman: Postman, committed: Database, mail_server: MailCatcher
) -> None:
    raise_one(committed)
    with committed.unit_of_work(NotifyUnit) as unit:
        close_subject(unit, CASE, "deadline-1")
    postman.send_due(Turns())
    assert mail_server.mails == []


def test_what_another_worker_holds_is_left_alone(
    postman: Postman, committed: Database, mail_server: MailCatcher
) -> None:
    raise_one(committed)
    with committed.unit_of_work(NotifyUnit) as unit:
        claim_next(unit, now=NOON)
    postman.send_due(Turns())
    assert mail_server.mails == []


def test_mail_flows_again_when_the_server_is_back(
    running: threading.Thread, committed: Database, mail_server: MailCatcher
) -> None:
    mail_server.stop()
    raise_one(committed)
    wait_until(lambda: the_delivery(committed).last_error is not None)
    assert running.is_alive()
    mail_server.start()
    wait_until(lambda: the_delivery(committed).state is DeliveryState.SENT)
    assert len(mail_server.mails) == 1
