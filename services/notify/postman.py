"""The loop that sends e-mails: claim one, hand it to the mail server, mark it, until none is due.

A crash between handing over and marking sends the message a second time when the lease has ended, with the
same words and the same Message-ID. Times here are machine time.
"""

from __future__ import annotations

from datetime import datetime

from chassis.clock import Clock
from chassis.database import Database
from chassis.logs import log
from chassis.retry import TRANSIENT, Backoff
from chassis.worker import Turns
from notify.actions.deliveries import Outgoing, claim_next
from notify.channels.email import email_of
from notify.channels.server import MailServer
from notify.channels.smtp import (
    MailSession,
    RefusedError,
    ServerUnavailableError,
    TryLaterError,
    mail_session,
)
from notify.domain.deliveries import EMAIL_RETRIES, Delivery, DeliveryState
from notify.storage.unit import NotifyUnit

IDLE_SECONDS = 1.0
OUTAGE = Backoff(first=1.0, ceiling=60.0)
"""How long to leave a server alone that cannot be used."""


class Postman:
    """Sends what is due through one mail server; any number may run beside each other."""

    def __init__(self, database: Database, server: MailServer, *, sender: str, clock: Clock) -> None:
        self._database = database
        self._server = server
        self._sender = sender
        self._clock = clock

    def run(self, turns: Turns) -> None:
        """Goes on whatever the mail server or the database does; waits longer while they are away."""
        failures = 0
        while turns.go_on():
            try:
                self.send_due(turns)
                failures = 0
            except ServerUnavailableError as error:
                failures += 1
                log.warning("mail_server_unavailable", reason=str(error), failures=failures)
            except TRANSIENT as error:
                failures += 1
                log.warning("database_unavailable", reason=type(error).__name__)
            turns.wait(OUTAGE.delay(failures) if failures else IDLE_SECONDS)

    def send_due(self, turns: Turns) -> None:
        """Everything that is due now, over one connection; raises ServerUnavailableError."""
        if not self._anything_due():
            return
        try:
            with mail_session(self._server) as session:
                while turns.go_on() and self._send_next(session):
                    pass
        except ServerUnavailableError as error:
            self._note_outage(str(error))
            raise

    def _anything_due(self) -> bool:
        with self._database.unit_of_work(NotifyUnit) as unit:
            return unit.deliveries.any_free(now=self._now())

    def _send_next(self, session: MailSession) -> bool:
        with self._database.unit_of_work(NotifyUnit) as unit:
            outgoing = claim_next(unit, now=self._now())
        if outgoing is None:
            return False
        delivery = outgoing.delivery
        try:
            session.send(email_of(delivery, outgoing.message, sender=self._sender))
        except RefusedError as error:
            self._settle(outgoing, delivery.refused(str(error)))
        except TryLaterError as error:
            self._settle(outgoing, self._put_off(delivery, error))
        except ServerUnavailableError as error:
            # It may be this very message that the server dies of: let others pass it.
            self._settle(outgoing, self._put_off(delivery, error))
            raise
        else:
            self._settle(outgoing, delivery.sent(self._now()))
        return True

    def _put_off(self, delivery: Delivery, error: Exception) -> Delivery:
        return delivery.put_off(str(error), now=self._now(), policy=EMAIL_RETRIES)

    def _settle(self, outgoing: Outgoing, delivery: Delivery) -> None:
        with self._database.unit_of_work(NotifyUnit) as unit:
            ours = unit.deliveries.settle(delivery, outgoing.claim)
        say = log.warning if delivery.state is DeliveryState.FAILED or not ours else log.info
        say(
            "email_attempt_ended",
            state=delivery.state,
            delivery_id=str(delivery.id),
            case_id=str(delivery.case_id),
            attempts=delivery.attempts,
            lease_lost=not ours,
        )

    def _note_outage(self, reason: str) -> None:
        with self._database.unit_of_work(NotifyUnit) as unit:
            unit.deliveries.note_outage(reason, now=self._now())

    def _now(self) -> datetime:
        return self._clock.now()
