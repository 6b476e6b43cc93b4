"""`python -m workflow.worker`: sends our events, applies those of others, and gives the alerts that are due."""

from __future__ import annotations

import os
import sys

from chassis.broker_choice import broker_from
from chassis.clock import clock_from
from chassis.consumer import Consumer
from chassis.database import Database
from chassis.housekeeping import prune
from chassis.logs import configure_logs
from chassis.relay import Relay
from chassis.settings import settings_or_exit
from chassis.worker import Part, Worker, every
from workflow.actions.procedure import Procedure
from workflow.messages.consumed import subscription
from workflow.messages.published import AUDIENCE
from workflow.settings import SERVICE, workflow_settings
from workflow.storage.unit import WorkflowUnit
from workflow.timers import (
    POLL_SECONDS,
    alert_rounds,
    migration_rounds,
    poll_seconds,
    recomputation_rounds,
)

PRUNE_SECONDS = 60.0


def main() -> None:
    """Run every part, or the one that `--only` names, until a signal."""
    settings = settings_or_exit(workflow_settings, os.environ)
    configure_logs(settings.log_format, service=SERVICE)
    database = Database.at(settings.database_url, source=SERVICE, clock=clock_from(settings.case_clock))
    broker = broker_from(
        broker_url=settings.broker_url,
        amqp_url=settings.amqp_url,
        hidden_seconds=settings.queue_hidden_seconds,
    )
    procedure = Procedure()
    worker = Worker(
        [
            Part("relay", Relay(database, broker, audience=AUDIENCE).run),
            Part("consumer", Consumer(subscription(procedure), database, WorkflowUnit, broker).run),
            Part("timers", every(poll_seconds(settings.case_clock), alert_rounds(database, procedure))),
            Part("timers", every(POLL_SECONDS, recomputation_rounds(database, procedure))),
            Part("timers", every(POLL_SECONDS, migration_rounds(database, procedure))),
            Part("timers", every(PRUNE_SECONDS, lambda: prune(database))),
        ],
        heartbeat=settings.heartbeat_file,
    )
    raise SystemExit(worker.run(sys.argv[1:]))


if __name__ == "__main__":
    main()
