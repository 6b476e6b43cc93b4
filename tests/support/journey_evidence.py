"""Looks behind the services, into their databases: did every event have its effect, once and in order?

Each check yields sentences about what is broken; a quiet system in order yields none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, LiteralString

import psycopg

from console.supervisor import System
from tests.support.smtp import ReceivedMail

# Who applies whose events.
HEARS: Mapping[str, tuple[str, ...]] = {
    "cases": ("workflow",),
    "workflow": ("cases", "notify"),
    "notify": ("cases", "workflow"),
}
ALERTING = ("task.created", "deadline.approaching", "deadline.missed")

# Each finds rows that must not be there; the first column says which.
MUST_BE_EMPTY: Mapping[str, Mapping[str, LiteralString]] = {
    "every service": {
        "events not sent": "SELECT id FROM outbox WHERE sent_at IS NULL",
        "events waiting for an earlier one": "SELECT id FROM inbox_parked",
        "events among the dead letters": "SELECT subject FROM inbox_failures",
        "gaps in what was published": """
            SELECT subject FROM streams FULL JOIN outbox USING (subject) GROUP BY subject, last_sequence
            HAVING count(*) <> last_sequence OR max(sequence) <> last_sequence""",
        "gaps in what was applied": """
            SELECT subject FROM inbox_streams FULL JOIN inbox USING (source, subject) GROUP BY source, subject, applied
            HAVING count(*) <> applied OR max(sequence) <> applied""",
        "events applied out of order": """
            SELECT id FROM (
                SELECT id, applied_at < lag(applied_at) OVER (PARTITION BY source, subject ORDER BY sequence) AS early
                FROM inbox
            ) AS places WHERE early""",
    },
    "cases": {
        "cases told of twice": """
            SELECT subject FROM outbox WHERE type IN ('case.received', 'case.registered', 'case.closed')
            GROUP BY subject, type HAVING count(*) > 1""",
        "suspects named twice": """
            SELECT subject FROM outbox WHERE type = 'case.suspect_named'
            GROUP BY subject, data->>'party_id' HAVING count(*) > 1""",
        "gaps in the register": """
            SELECT office FROM cases WHERE register_number IS NOT NULL GROUP BY office, regime, origin
            HAVING count(DISTINCT split_part(register_number, '/', 1)::int) <> count(*)
                OR max(split_part(register_number, '/', 1)::int) <> count(*)""",
        "gaps in the intake book": """
            SELECT office FROM cases GROUP BY office, regime, origin
            HAVING count(DISTINCT split_part(intake_number, '/', 1)::int) <> count(*)
                OR max(split_part(intake_number, '/', 1)::int) <> count(*)""",
    },
    "workflow": {
        "tasks opened twice": """
            SELECT case_id, name FROM tasks GROUP BY case_id, name, track, opened_in HAVING count(*) > 1""",
        "signatures given twice": """
            SELECT case_id FROM signatures GROUP BY case_id, occurrence, signer HAVING count(*) > 1""",
        "tracks that did not end with their case": """
            SELECT case_id FROM tracks JOIN instances USING (case_id)
            WHERE instances.state = 'ended' AND tracks.state <> 'ended'""",
        "tasks and events that differ": """
            WITH told AS (
                SELECT (data->>'task_id')::uuid AS id, type, position FROM outbox
                WHERE type IN ('task.created', 'task.completed', 'task.cancelled')
            )
            SELECT id FROM tasks FULL JOIN told USING (id) GROUP BY id, state
            HAVING array_agg(type ORDER BY position) <> CASE state
                WHEN 'completed' THEN ARRAY['task.created', 'task.completed']
                WHEN 'cancelled' THEN ARRAY['task.created', 'task.cancelled']
                ELSE ARRAY['task.created'] END""",
        "gaps in a journal": """
            SELECT case_id FROM instances JOIN journal USING (case_id) GROUP BY case_id, instances.sequence
            HAVING count(*) <> instances.sequence OR max(journal.sequence) <> instances.sequence""",
        "events in the journal twice": """
            SELECT cause FROM (SELECT convert_from(body, 'UTF8')::jsonb#>>'{cause,event_id}' AS cause FROM journal) AS entries
            WHERE cause IS NOT NULL GROUP BY cause HAVING count(*) > 1""",
        "ends told of twice": """
            SELECT subject FROM outbox WHERE type IN ('process.started', 'process.ended')
            GROUP BY subject, type HAVING count(*) > 1""",
    },
    "notify": {
        "people told twice": """
            SELECT alert_id, recipient_id FROM notifications GROUP BY alert_id, recipient_id HAVING count(*) > 1""",
        "e-mails made twice": """
            SELECT notification_id FROM deliveries GROUP BY notification_id HAVING count(*) > 1""",
        "officers not told of their task": """
            SELECT alerts.id FROM alerts JOIN recipients USING (agency, office)
            LEFT JOIN notifications ON alert_id = alerts.id AND recipient_id = recipients.id
            WHERE kind = 'task_created' AND 'officer' = ANY (roles) AND notifications.id IS NULL""",
        "others told of a task": """
            SELECT alerts.id FROM alerts JOIN notifications ON alert_id = alerts.id
            JOIN recipients ON recipients.id = recipient_id
            WHERE kind = 'task_created' AND NOT vacant
                AND (recipients.agency, recipients.office) <> (alerts.agency, alerts.office)""",
    },
}


def broken_promises(system: System) -> list[str]:
    """Everything that is not exactly once, in order and agreed between the services."""
    return [*_rows_that_must_not_be(system), *_events_that_differ(system), *_views_that_differ(system)]


def rows(system: System, database: str, query: LiteralString, *given: object) -> list[tuple[Any, ...]]:
    """What a query finds, as superuser."""
    with psycopg.connect(system.postgres.conninfo(database)) as connection:
        return connection.execute(query, given or None).fetchall()


def column(system: System, database: str, query: LiteralString) -> list[Any]:
    """The first column of what a query finds."""
    return [row[0] for row in rows(system, database, query)]


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


def _rows_that_must_not_be(system: System) -> Iterator[str]:
    for service in HEARS:
        for what, query in {**MUST_BE_EMPTY["every service"], **MUST_BE_EMPTY[service]}.items():
            if found := rows(system, service, query):
                yield f"{service}: {what}: {found[:5]}"


def _events_that_differ(system: System) -> Iterator[str]:
    said = {service: set(column(system, service, "SELECT id FROM outbox")) for service in HEARS}
    for service, sources in HEARS.items():
        for source in sources:
            ids = rows(system, service, "SELECT id FROM inbox WHERE source = %s", source)
            applied = {number for (number,) in ids}
            if applied != said[source]:
                lost, invented = said[source] - applied, applied - said[source]
                yield f"{service} missed {len(lost)} events of {source} and applied {len(invented)} nobody sent"


def _views_that_differ(system: System) -> Iterator[str]:
    in_workflow = rows(
        system,
        "workflow",
        """SELECT case_id, intake_number, register_number, outcome FROM instances
           ORDER BY case_id""",
    )
    in_cases = rows(
        system,
        "cases",
        """SELECT id, intake_number, register_number, outcome FROM cases
           ORDER BY id""",
    )
    if in_workflow != in_cases:
        differ = set(in_workflow) ^ set(in_cases)
        yield f"cases and workflow see {len(differ)} cases differently: {sorted(differ, key=str)[:4]}"
    alerting = rows(system, "workflow", "SELECT id FROM outbox WHERE type = ANY (%s)", list(ALERTING))
    alerts = rows(system, "notify", "SELECT id FROM alerts")
    if Counter(alerting) != Counter(alerts):
        yield f"{len(alerting)} events called for an alert, and there are {len(alerts)}"
