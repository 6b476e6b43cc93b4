"""A running system with a mail server and a roster: what journeys take place on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

from chassis.broker import Broker
from chassis.broker_choice import broker_from
from console.supervisor import System, private_system
from tests.support.journey_desk import Desk
from tests.support.journey_driver import CaseDriver
from tests.support.journey_evidence import broken_promises, mail_faults, rows
from tests.support.journey_patience import WITHIN_SECONDS, wait_for
from tests.support.smtp import MailCatcher, running_mail_server

# A Monday without holidays near it, so that limits in working days are easy to read.
BEGIN = datetime(2024, 7, 15, 2, tzinfo=UTC)
ROSTER = ("bawaslu-ri", "bawaslu-karawang", "polri-karawang", "kejaksaan-karawang")
# A message in the hands of a killed consumer shows again after this long; the default would make kills slow.
HIDDEN_SECONDS = 5
# One that a killed sender had in its hands waits for the end of its lease, and a test does not.
MAIL_DUE = """
    SELECT id, state, attempts, due_at, leased_until, last_error FROM deliveries
    WHERE state = 'pending' AND due_at < clock_timestamp() AND (leased_until IS NULL OR leased_until < clock_timestamp())
"""


@dataclass(frozen=True)
class Stage:
    """The system, its officers and its mailbox."""

    system: System
    desk: Desk
    mails: MailCatcher
    address: str
    """Of the broker, as the system was told it."""

    @property
    def broker(self) -> Broker:
        """The broker itself, for a test that puts its hands into the queues."""
        if self.address == "pgmq":
            return broker_from(broker_url=self.system.postgres.url("broker", "broker"), amqp_url=None)
        return broker_from(broker_url=None, amqp_url=self.address)

    def case(self, **how: Any) -> CaseDriver:
        """A case that has just been filed."""
        return CaseDriver(self.desk, **how).file()

    def settle(self, *, within: float = 60.0) -> None:
        """Until no message and no e-mail is under way."""
        self.system.wait_idle(within)
        due = partial(rows, self.system, "notify", MAIL_DUE)
        wait_for("the e-mails to be sent", lambda: not due(), seen=due, within=within)

    def faults(self) -> list[str]:
        """Every promise that is broken; ask a settled system. A crash may have sent an e-mail a second time."""
        return [*broken_promises(self.system), *mail_faults(self.system, self.mails.mails)]

    def mail_numbers(self, case: CaseDriver) -> list[str]:
        """The Message-ID of every e-mail about a case that arrived."""
        return [mail.id for mail in self.mails.mails if mail.message["X-Gakkumdu-Case"] == case.id]


@contextmanager
def running_stage(
    broker: str, *, split_workers: bool = False, durable: bool = False, within: float = WITHIN_SECONDS
) -> Iterator[Stage]:
    """`broker` as a system takes it; case time stands still at `BEGIN` until somebody moves it.

    A killed PostgreSQL keeps what it confirmed only where the system is `durable`.
    """
    with running_mail_server() as mails:
        settings = {"SMTP_URL": mails.url, "QUEUE_HIDDEN_SECONDS": str(HIDDEN_SECONDS)}
        system_of_its_own = private_system(
            clock="simulated", broker=broker, split_workers=split_workers, durable=durable, settings=settings
        )
        with system_of_its_own as system, Desk(system, within=within) as desk:
            system.set_clock(BEGIN)
            desk.appoint(*ROSTER)
            system.wait_idle()
            yield Stage(system, desk, mails, broker)
