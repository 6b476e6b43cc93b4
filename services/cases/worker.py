"""`python -m cases.worker`: sends our events, applies those of others, clears away what is old."""

from __future__ import annotations

import os
import sys

from cases.messages.consumed import consumer
from cases.messages.published import AUDIENCE
from cases.settings import SERVICE, cases_settings
from cases.storage.unit import CasesUnit
from chassis.broker_choice import broker_from
from chassis.clock import clock_from
from chassis.consumer import Consumer
from chassis.database import Database
from chassis.housekeeping import prune
from chassis.logs import configure_logs
from chassis.relay import Relay
from chassis.settings import settings_or_exit
from chassis.worker import Part, Worker, every

PRUNE_SECONDS = 60.0


def main() -> None:
    """Run every part, or the one that `--only` names, until a signal."""
    settings = settings_or_exit(cases_settings, os.environ)
    configure_logs(settings.log_format, service=SERVICE)
    database = Database.at(settings.database_url, source=SERVICE, clock=clock_from(settings.case_clock))
    broker = broker_from(
        broker_url=settings.broker_url,
        amqp_url=settings.amqp_url,
        hidden_seconds=settings.queue_hidden_seconds,
    )
    worker = Worker(
        [
            Part("relay", Relay(database, broker, audience=AUDIENCE).run),
            Part("consumer", Consumer(consumer, database, CasesUnit, broker).run),
            Part("relay", every(PRUNE_SECONDS, lambda: prune(database))),
        ],
        heartbeat=settings.heartbeat_file,
    )
    raise SystemExit(worker.run(sys.argv[1:]))


if __name__ == "__main__":
    main()
