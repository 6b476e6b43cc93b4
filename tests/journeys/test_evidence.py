"""What journeys rest on is no blank cheque: damage done by hand is named."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import LiteralString

import psycopg

from tests.support.journey_evidence import broken_promises
from tests.support.journey_stage import Stage


@dataclass(frozen=True)
class Damage:
    """What is done to a service's database, and how it is undone."""

    service: str
    done: LiteralString
    undone: LiteralString


DAMAGES = {
    "notify missed 1 events of workflow": Damage(
        "notify",
        """WITH gone AS (
               DELETE FROM inbox WHERE id = (SELECT min(id::text)::uuid FROM inbox WHERE source = 'workflow')
               RETURNING *
           ) SELECT gone.* INTO kept FROM gone""",
        "INSERT INTO inbox SELECT * FROM kept; DROP TABLE kept",
    ),
    "workflow: tasks and events that differ": Damage(
        "workflow",
        "UPDATE tasks SET state = 'open' WHERE state = 'completed'",
        "UPDATE tasks SET state = 'completed' WHERE state = 'open'",
    ),
    "cases: gaps in the register": Damage(
        "cases",
        "UPDATE cases SET register_number = '9' || register_number",
        "UPDATE cases SET register_number = substr(register_number, 2)",
    ),
    "cases and workflow see": Damage(
        "cases",
        "UPDATE cases SET outcome = 'referred' WHERE outcome = 'stopped'",
        "UPDATE cases SET outcome = 'stopped' WHERE outcome = 'referred'",
    ),
    "cases: suspects and namings that differ": Damage(
        "cases",
        "UPDATE parties SET role = 'thief' WHERE role = 'suspect'",
        "UPDATE parties SET role = 'suspect' WHERE role = 'thief'",
    ),
    "workflow: tracks and ends told that differ": Damage(
        "workflow",
        "UPDATE tracks SET outcome = 'lost' WHERE outcome = 'sp3'",
        "UPDATE tracks SET outcome = 'sp3' WHERE outcome = 'lost'",
    ),
    "workflow: tracks without their one fact": Damage(
        "workflow",
        "UPDATE facts SET kind = 'forgotten' WHERE kind = 'suspect_named'",
        "UPDATE facts SET kind = 'suspect_named' WHERE kind = 'forgotten'",
    ),
    "workflow: signatures and tasks that differ": Damage(
        "workflow",
        """WITH gone AS (
               DELETE FROM signatures WHERE task_id = (SELECT min(task_id::text)::uuid FROM signatures) RETURNING *
           ) SELECT gone.* INTO kept FROM gone""",
        "INSERT INTO signatures SELECT * FROM kept; DROP TABLE kept",
    ),
    "workflow: people who acted for two agencies": Damage(
        "workflow",
        "UPDATE signatures SET stand_in = 'bawaslu-karawang' WHERE agency = 'polri'",
        "UPDATE signatures SET stand_in = NULL WHERE stand_in = 'bawaslu-karawang'",
    ),
    "workflow: work that did not wait for the signatures": Damage(
        "workflow",
        "UPDATE tasks SET opened_in = opened_in - 1 WHERE name = 'clarification_study'",
        "UPDATE tasks SET opened_in = opened_in + 1 WHERE name = 'clarification_study'",
    ),
}


@contextmanager
def damaged(stage: Stage, damage: Damage) -> Iterator[None]:
    """The database as it must never be."""
    address = stage.system.postgres.conninfo(damage.service)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(damage.done)
        try:
            yield
        finally:
            connection.execute(damage.undone)


def test_damage_done_by_hand_is_named(stage: Stage) -> None:
    assert stage.case(choices={"plenary": "stop"}).finish() == "stopped"
    assert stage.case(suspects=[{"suspect_examination": "sp3"}]).finish() == "sp3"
    stage.settle()
    assert broken_promises(stage.system) == []
    for name, damage in DAMAGES.items():
        with damaged(stage, damage):
            assert any(fault.startswith(name) for fault in broken_promises(stage.system)), name
    assert broken_promises(stage.system) == []
