"""What must hold in the databases of a quiet system: each query finds the rows that break the promise it is named by.

The first column says which.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import LiteralString

OF_FACTS: Mapping[str, LiteralString] = {
    "facts that hold twice": """
        SELECT case_id, track, kind FROM facts WHERE superseded_by IS NULL
        GROUP BY case_id, track, kind HAVING count(*) > 1""",
    "facts and events that differ": """
        WITH told AS (SELECT (data->>'fact_id')::uuid AS id FROM outbox WHERE type = 'fact.recorded')
        SELECT id FROM facts FULL JOIN told USING (id) GROUP BY id
        HAVING count(facts.id) <> 1 OR count(told.id) <> 1""",
}
OF_TRACKS: Mapping[str, LiteralString] = {
    "tracks and namings in the journal that differ": """
        WITH named AS (
            SELECT (body#>>'{cause,party_id}')::uuid AS id
            FROM (SELECT convert_from(body, 'UTF8')::jsonb AS body FROM journal) AS entries
            WHERE body#>>'{cause,kind}' = 'case.suspect_named'
        )
        SELECT id FROM tracks FULL JOIN named USING (id) GROUP BY id
        HAVING count(tracks.id) <> 1 OR count(named.id) <> 1""",
    "tracks without their one fact": """
        SELECT tracks.id FROM tracks
        LEFT JOIN facts ON facts.case_id = tracks.case_id AND track = tracks.id AND kind = 'suspect_named'
        GROUP BY tracks.id HAVING count(facts.id) <> 1""",
    "tracks and ends told that differ": """
        WITH told AS (
            SELECT (data->>'track')::uuid AS id, data->>'outcome' AS outcome FROM outbox WHERE type = 'process.track_ended'
        )
        SELECT id FROM tracks FULL JOIN told USING (id) GROUP BY id, state, tracks.outcome
        HAVING count(told.id) <> (state = 'ended')::int
            OR array_agg(told.outcome) IS DISTINCT FROM ARRAY[tracks.outcome]""",
    "tracks left behind by their case": """
        SELECT tracks.id FROM tracks JOIN instances USING (case_id)
        WHERE instances.state = 'ended' AND tracks.state <> 'ended'""",
    "outcomes that are not those of the suspects": """
        SELECT case_id FROM instances JOIN tracks USING (case_id) WHERE instances.state = 'ended'
        GROUP BY case_id, instances.outcome
        HAVING instances.outcome <> CASE count(DISTINCT tracks.outcome) WHEN 1 THEN min(tracks.outcome) ELSE 'mixed' END""",
    "work left in an ended track": """
        SELECT tasks.id FROM tasks JOIN tracks ON track = tracks.id
        WHERE tracks.state = 'ended' AND tasks.state IN ('open', 'claimed')""",
    "clocks left in an ended track": """
        SELECT deadlines.id FROM deadlines JOIN tracks ON track = tracks.id
        WHERE tracks.state = 'ended' AND deadlines.state = 'open'""",
}
OF_SIGNATURES: Mapping[str, LiteralString] = {
    "signatures and tasks that differ": """
        SELECT tasks.id FROM tasks LEFT JOIN signatures ON task_id = tasks.id
        GROUP BY tasks.id HAVING count(task_id) <> (form = 'signature' AND state = 'completed')::int""",
    "signatures in another's place": """
        SELECT task_id FROM signatures AS given JOIN tasks ON tasks.id = task_id
        WHERE (given.case_id, occurrence, given.discussion, given.agency, given.track, signer)
            IS DISTINCT FROM (tasks.case_id, opened_in, tasks.discussion, tasks.agency, tasks.track, assignee)""",
    "minutes not put up to three agencies": """
        SELECT case_id, opened_in FROM tasks WHERE form = 'signature' GROUP BY case_id, opened_in
        HAVING array_agg(agency ORDER BY agency) <> ARRAY['bawaslu', 'kejaksaan', 'polri']""",
    "people who acted for two agencies": """
        SELECT case_id, person FROM (
            SELECT case_id, occurrence, agency, signer AS person FROM signatures
            UNION SELECT case_id, occurrence, agency, stand_in FROM signatures WHERE stand_in IS NOT NULL
        ) AS people GROUP BY case_id, occurrence, person HAVING count(DISTINCT agency) > 1""",
    "work that did not wait for the signatures": """
        WITH minutes AS (
            SELECT case_id, track, occurrence, max(sequence) AS closed FROM signatures GROUP BY case_id, track, occurrence
        )
        SELECT id FROM tasks JOIN minutes USING (case_id)
        WHERE tasks.track IS NOT DISTINCT FROM minutes.track AND opened_in > occurrence AND opened_in < closed
            AND name NOT LIKE 'limit_passed%'""",
}
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
        "suspects and namings that differ": """
            WITH told AS (SELECT (data->>'party_id')::uuid AS id FROM outbox WHERE type = 'case.suspect_named'),
                suspects AS (SELECT id FROM parties WHERE role = 'suspect')
            SELECT id FROM suspects FULL JOIN told USING (id) GROUP BY id
            HAVING count(suspects.id) <> 1 OR count(told.id) <> 1""",
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
            SELECT case_id, track, discussion, name FROM tasks
            GROUP BY case_id, track, discussion, name HAVING count(*) > 1""",
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
        **OF_FACTS,
        **OF_TRACKS,
        **OF_SIGNATURES,
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
