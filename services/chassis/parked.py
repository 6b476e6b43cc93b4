"""A parked event as a delivery: when it fails it goes back to the queue, whose rules on retries then hold."""

from __future__ import annotations

from chassis.broker import Broker
from chassis.database import Database
from chassis.envelope import Event
from chassis.inbox import Inbox
from chassis.unit import Unit


class ParkedDelivery:
    """Implements `chassis.broker.Delivery` for a row of `inbox_parked`."""

    attempt = 1

    def __init__(
        self, event: Event, body: bytes, *, service: str, broker: Broker, database: Database
    ) -> None:
        self._event = event
        self.body = body
        self._service = service
        self._broker = broker
        self._database = database

    def ack(self) -> None:
        """Nothing to do: applying it took the row away."""

    def postpone(self) -> None:
        """Nothing to do: it stays parked."""

    def retry(self, *, after: float) -> None:  # noqa: ARG002 - the queue has its own pauses
        self._hand_back()

    def dead_letter(self, reason: str) -> None:  # noqa: ARG002 - found again when the queue delivers it
        self._hand_back()

    def _hand_back(self) -> None:
        # In this order: killed in between, it is in both places, and applied once all the same.
        self._broker.send(self._service, self.body)
        with self._database.unit_of_work(Unit) as unit:
            Inbox(unit.session).unpark(self._event)
