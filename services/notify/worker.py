"""`python -m notify.worker`: relay, consumer and postman, each a thread of its own."""

from __future__ import annotations

import os
import sys

from chassis.broker_choice import broker_from
from chassis.clock import SystemClock, clock_from
from chassis.consumer import Consumer
from chassis.database import Database
from chassis.housekeeping import prune
from chassis.logs import configure_logs, log
from chassis.relay import Relay
from chassis.settings import settings_or_exit
from chassis.worker import Part, Worker, every
from notify.messages.consumed import consumer
from notify.messages.published import AUDIENCE
from notify.postman import Postman
from notify.settings import SERVICE, NotifySettings, notify_settings
from notify.storage.unit import NotifyUnit

PRUNE_SECONDS = 60.0


def main() -> None:
    """Run until a signal; `--only relay` or `--only consumer` picks a part."""
    settings = settings_or_exit(notify_settings, os.environ)
    configure_logs(settings.log_format, service=SERVICE)
    database = Database.at(settings.database_url, source=SERVICE, clock=clock_from(settings.case_clock))
    broker = broker_from(
        broker_url=settings.broker_url,
        amqp_url=settings.amqp_url,
        hidden_seconds=settings.queue_hidden_seconds,
    )
    parts = [
        Part("relay", Relay(database, broker, audience=AUDIENCE).run),
        Part("consumer", Consumer(consumer, database, NotifyUnit, broker).run),
        *_postman(settings, database),
        Part("consumer", every(PRUNE_SECONDS, lambda: prune(database))),
    ]
    worker = Worker(parts, heartbeat=settings.heartbeat_file)
    raise SystemExit(worker.run(sys.argv[1:]))


def _postman(settings: NotifySettings, database: Database) -> list[Part]:
    """Goes where the consumer goes: what makes e-mails and what sends them is scaled together."""
    if settings.smtp is None:
        log.warning("mail_server_not_set", consequence="e-mails wait until SMTP_URL is set")
        return []
    postman = Postman(database, settings.smtp, sender=settings.mail_from, clock=SystemClock())
    return [Part("consumer", postman.run)]


if __name__ == "__main__":
    main()
