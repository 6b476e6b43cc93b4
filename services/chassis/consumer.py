"""The receive loop: every event applied once and in order, failures bounded, one bad message never in the way."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Generic, TypeVar

from structlog.contextvars import bound_contextvars

from chassis.broker import Broker, BrokerError, Delivery, Queue, Receiver
from chassis.database import Database, UnitFactory
from chassis.envelope import EnvelopeError, Event, from_json
from chassis.inbox import Inbox, Receipt, SequenceConflictError, Verdict
from chassis.inbox_state import gaps, resumable
from chassis.logs import log
from chassis.messaging_metrics import count_event
from chassis.parked import ParkedDelivery
from chassis.retry import TRANSIENT, Backoff, RetryPolicy, is_disconnect, reason_of
from chassis.unit import Unit
from chassis.worker import Turns

U = TypeVar("U", bound=Unit)
Handler = Callable[[U, Event], None]
HOUSEKEEPING_SECONDS = 10.0


class Subscription(Generic[U]):
    """Which types of which sources a service takes, and what it does on each."""

    def __init__(self, service: str, sources: Mapping[str, Sequence[str]]) -> None:
        self.service = service
        self.sources = tuple(sorted(sources))
        self.bindings = tuple(pattern for patterns in sources.values() for pattern in patterns)
        self._handlers: dict[str, Handler[U]] = {}

    def handles(self, type_: str) -> Callable[[Handler[U]], Handler[U]]:
        """Register the one handler of a type."""

        def register(handler: Handler[U]) -> Handler[U]:
            if type_ in self._handlers:
                raise ValueError(f"{type_} has a handler already")
            self._handlers[type_] = handler
            return handler

        return register

    def handler_for(self, type_: str) -> Handler[U] | None:
        """None for a type that is counted and ignored."""
        return self._handlers.get(type_)

    @property
    def queue(self) -> Queue:
        return Queue(self.service, self.bindings)


class Consumer(Generic[U]):
    """One thread that works off a service's queue; any number may run, in one process or many."""

    def __init__(
        self,
        subscription: Subscription[U],
        database: Database,
        factory: UnitFactory[U],
        broker: Broker,
        *,
        policy: RetryPolicy | None = None,
        backoff: Backoff | None = None,
    ) -> None:
        self._subscription = subscription
        self._database = database
        self._factory = factory
        self._broker = broker
        self._policy = policy or RetryPolicy()
        self._backoff = backoff or Backoff()
        self._failures = 0
        self._house_kept_at = float("-inf")
        self._known_gaps: set[tuple[str, str, int]] = set()

    def run(self, turns: Turns) -> None:
        """Until stopped, finishing the message in hand. What is away is waited for, and named once."""
        while turns.go_on():
            try:
                self._database.ping()
                self._broker.declare([self._subscription.queue])
                with self._broker.receiver(self._subscription.service) as receiver:
                    self._receive(turns, receiver)
            except (BrokerError, *TRANSIENT) as error:
                self._failures += 1
                if self._failures == 1:
                    log.warning("consumer_waiting", reason=reason_of(error))
                turns.wait(self._backoff.delay(self._failures))

    def handle(self, delivery: Delivery) -> None:
        """Answer one delivery, and go on with what was parked behind it."""
        try:
            event = from_json(delivery.body)
        except EnvelopeError as error:
            log.error("message_dead_lettered", reason=str(error))
            delivery.dead_letter(f"not an event: {error}")
            return
        follows = self._settle(event, delivery)
        while follows:
            follows = self._resume(event.source, event.subject)

    def keep_house(self) -> None:
        """Resume streams that a dead consumer left, and warn once of every gap."""
        with self._database.unit_of_work(self._factory) as unit:
            streams = resumable(unit.session)
            waiting = gaps(unit.session)
        for source, subject in streams:
            while self._resume(source, subject):
                pass
        known = {(gap.source, gap.subject, gap.missing) for gap in waiting}
        for gap in waiting:
            if (gap.source, gap.subject, gap.missing) not in self._known_gaps:
                log.warning(
                    "stream_waits",
                    source=gap.source,
                    subject=gap.subject,
                    missing=gap.missing,
                    waiting=gap.waiting,
                    reason=gap.reason or "the event has not come",
                )
        self._known_gaps = known

    def _receive(self, turns: Turns, receiver: Receiver) -> None:
        while turns.go_on():
            delivery = receiver.receive(within=turns.longest_wait)
            if self._failures:
                log.info("consumer_receiving", failures=self._failures)
                self._failures = 0
            if delivery is not None:
                self.handle(delivery)
            if time.monotonic() - self._house_kept_at > HOUSEKEEPING_SECONDS:
                self.keep_house()
                self._house_kept_at = time.monotonic()

    def _settle(self, event: Event, delivery: Delivery) -> bool:
        """True when the next event of the stream is parked and may follow."""
        trace = {"traceparent": event.traceparent} if event.traceparent else {}
        with bound_contextvars(event_id=str(event.id), event_type=event.type, subject=event.subject, **trace):
            try:
                receipt = self._apply(event)
            except SequenceConflictError as error:
                log.error("event_dead_lettered", reason=str(error))
                delivery.dead_letter(str(error))
            except TRANSIENT as error:
                if is_disconnect(error):
                    delivery.postpone()
                    raise
                self._again(event, delivery, error)
            except Exception as error:  # noqa: BLE001 - the loop outlives any handler's fault
                self._again(event, delivery, error)
            else:
                delivery.ack()
                return receipt.follows
        return False

    def _apply(self, event: Event) -> Receipt:
        handler = self._subscription.handler_for(event.type)
        with self._database.unit_of_work(self._factory) as unit:
            receipt = Inbox(unit.session).receive(event)
            if receipt.verdict is Verdict.APPLY and handler is not None:
                handler(unit, event)
        ignored = receipt.verdict is Verdict.APPLY and handler is None
        count_event(event.source, "ignored" if ignored else receipt.verdict)
        return receipt

    def _again(self, event: Event, delivery: Delivery, error: Exception) -> None:
        delay = self._policy.delay_after(delivery.attempt)
        if delay is not None:
            log.warning("event_failed", attempt=delivery.attempt, again_in=delay, exc_info=error)
            delivery.retry(after=delay)
            return
        reason = reason_of(error)
        with self._database.unit_of_work(self._factory) as unit:
            Inbox(unit.session).record_failure(event, reason)
        log.error("event_dead_lettered", attempt=delivery.attempt, exc_info=error)
        count_event(event.source, "dead_lettered")
        delivery.dead_letter(reason)

    def _resume(self, source: str, subject: str) -> bool:
        with self._database.unit_of_work(self._factory) as unit:
            body = Inbox(unit.session).next_parked(source, subject)
        if body is None:
            return False
        event = from_json(body)
        parked = ParkedDelivery(
            event, body, service=self._subscription.service, broker=self._broker, database=self._database
        )
        return self._settle(event, parked)
