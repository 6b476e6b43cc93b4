"""Which of the two brokers a process talks to, and whether it answers."""

from __future__ import annotations

from collections.abc import Callable

from chassis.broker import HIDDEN_SECONDS, Broker, BrokerError


def broker_from(
    *, broker_url: str | None, amqp_url: str | None, hidden_seconds: int = HIDDEN_SECONDS
) -> Broker:
    """RabbitMQ when `amqp_url` is given, else the queue in PostgreSQL; connects to nothing."""
    # Imported here, so that a process loads one client library and not two.
    if amqp_url:
        from chassis.broker_amqp import AmqpBroker

        return AmqpBroker(amqp_url)
    if broker_url:
        from chassis.broker_pgmq import PgmqBroker

        return PgmqBroker(broker_url, hidden_seconds=hidden_seconds)
    raise ValueError("give broker_url or amqp_url")


def trouble_with(broker: Broker) -> Callable[[], str | None]:
    """For readiness: asks the broker, and answers what is wrong or None."""

    def trouble() -> str | None:
        try:
            broker.ping()
        except BrokerError as error:
            return str(error)
        return None

    return trouble
