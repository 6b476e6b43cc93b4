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
        "UPDATE cases SET outcome = 'sp3' WHERE outcome = 'stopped'",
        "UPDATE cases SET outcome = 'stopped' WHERE outcome = 'sp3'",
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
    stage.settle()
    assert broken_promises(stage.system) == []
    for name, damage in DAMAGES.items():
        with damaged(stage, damage):
            assert any(fault.startswith(name) for fault in broken_promises(stage.system)), name
    assert broken_promises(stage.system) == []
