"""Looks behind the services, into their databases: did every event have its effect, once and in order?

Each check yields sentences about what is broken; a quiet system in order yields none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from typing import Any, LiteralString

import psycopg

from console.supervisor import System
from tests.support.journey_promises import MUST_BE_EMPTY
from tests.support.smtp import ReceivedMail

# Who applies whose events.
HEARS: Mapping[str, tuple[str, ...]] = {
    "cases": ("workflow",),
    "workflow": ("cases", "notify"),
    "notify": ("cases", "workflow"),
}
ALERTING = ("task.created", "task.moved", "deadline.approaching", "deadline.missed")
Rows = list[tuple[Any, ...]]
Connections = Mapping[str, psycopg.Connection]


def broken_promises(system: System) -> list[str]:
    """Everything that is not exactly once, in order and agreed between the services."""
    with ExitStack() as stack:
        databases = {
            service: stack.enter_context(psycopg.connect(system.postgres.conninfo(service)))
            for service in HEARS
        }
        return [
            *_rows_that_must_not_be(databases),
            *_events_that_differ(databases),
            *_views_that_differ(databases),
        ]


def rows(system: System, database: str, query: LiteralString) -> Rows:
    """What a query finds, as superuser."""
    with psycopg.connect(system.postgres.conninfo(database)) as connection:
        return connection.execute(query).fetchall()


def mail_faults(system: System, mails: Sequence[ReceivedMail]) -> list[str]:
    """Hold the mailbox against what `notify` says it sent, by Message-ID.

    What a killed sender had in its hands may have arrived although nobody could note it.
    """
    deliveries = rows(system, "notify", "SELECT id, address, state, attempts FROM deliveries")
    sent = {(str(number), address) for number, address, state, _ in deliveries if state == "sent"}
    tried = {(str(number), address) for number, address, _, attempts in deliveries if attempts > 0}
    arrived = {(mail.id.strip("<>").partition("@")[0], *mail.recipients) for mail in mails}
    return [
        *(f"e-mail {fault} never arrived" for fault in sent - arrived),
        *(f"e-mail {fault} arrived, and nobody sent it" for fault in arrived - tried),
    ]


def _rows_that_must_not_be(databases: Connections) -> Iterator[str]:
    for service, database in databases.items():
        for what, query in {**MUST_BE_EMPTY["every service"], **MUST_BE_EMPTY[service]}.items():
            if found := database.execute(query).fetchall():
                yield f"{service}: {what}: {found[:5]}"


def _events_that_differ(databases: Connections) -> Iterator[str]:
    said = {name: set(database.execute("SELECT id FROM outbox")) for name, database in databases.items()}
    for service, sources in HEARS.items():
        for source in sources:
            applied = set(databases[service].execute("SELECT id FROM inbox WHERE source = %s", [source]))
            if applied != said[source]:
                lost, invented = said[source] - applied, applied - said[source]
                yield f"{service} missed {len(lost)} events of {source} and applied {len(invented)} nobody sent"


# How each service sees cases and suspects, in the same words.
CASES: Mapping[str, LiteralString] = {
    "workflow": "SELECT case_id, intake_number, register_number, outcome FROM instances",
    "cases": "SELECT id, intake_number, register_number, outcome FROM cases",
}
SUSPECTS: Mapping[str, LiteralString] = {
    "workflow": """
        SELECT case_id, id, CASE WHEN outcome IN ('sp3', 'expired') THEN 'discontinued' ELSE coalesce(outcome, 'running') END
        FROM tracks""",
    "cases": """
        SELECT case_id, id,
            CASE WHEN status IN ('named', 'wanted', 'handed_over', 'on_trial') THEN 'running' ELSE status END
        FROM parties WHERE role = 'suspect'""",
}
ALERTS: Mapping[str, LiteralString] = {
    "workflow": "SELECT id, data->>'track' FROM outbox WHERE type = ANY (%s)",
    "notify": "SELECT id, track::text FROM alerts",
}


def _views_that_differ(databases: Connections) -> Iterator[str]:
    for what, queries in {"cases": CASES, "suspects": SUSPECTS}.items():
        seen = {service: set(databases[service].execute(query)) for service, query in queries.items()}
        if differ := seen["workflow"] ^ seen["cases"]:
            yield f"cases and workflow see {len(differ)} {what} differently: {sorted(differ, key=str)[:4]}"
    alerting = Counter(databases["workflow"].execute(ALERTS["workflow"], [list(ALERTING)]))
    alerts = Counter(databases["notify"].execute(ALERTS["notify"]))
    if alerting != alerts:
        yield f"{alerting.total()} events called for an alert, and there are {alerts.total()}, or of other suspects"
