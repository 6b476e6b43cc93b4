"""Drives cases until every type of event was told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select

from chassis.preconditions import Precondition
from chassis.tables import outbox
from tests.workflow.builders import UNKNOWN, CaseBench, an_officer, expecting
from workflow.actions.cases import case_to_record_for, record_fact
from workflow.actions.incidents import note_incident
from workflow.actions.tasks import unclaim_task
from workflow.domain.facts import FactKind, fact_from_value
from workflow.domain.incident import CaseStuckError, Fault
from workflow.domain.zones import Zone
from workflow.storage.unit import WorkflowUnit


class Told(NamedTuple):
    """One event on its way."""

    type: str
    subject: str
    sequence: int
    time: datetime
    data: dict[str, Any]


def told(bench: CaseBench) -> list[Told]:
    """All that was told so far, in order."""
    columns = (outbox.c.type, outbox.c.subject, outbox.c.sequence, outbox.c.time, outbox.c.data)
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        return [Told(*row) for row in unit.session.execute(select(*columns).order_by(outbox.c.position))]


def every_type(bench: CaseBench) -> Sequence[UUID]:
    """One case that goes on after a passed limit, and one that ends with it."""
    going_on, ending = (_before_discussion_2(bench) for _ in range(2))
    for day in range(12, 22):
        bench.pass_time(f"2024-02-{day}T23:30:00+07:00")
    bench.pass_time("2024-03-20T09:00:00+07:00")
    bench.complete(
        going_on,
        "discussion_2",
        decision="crime",
        discussion_2_held={"at": "2024-03-20", "document": "BA-7"},
        lateness_reason="saksi sakit",
    )
    bench.complete(ending, "limit_passed_discussion_2", decision="end", reason="waktu habis")
    get_stuck(bench, going_on)
    return going_on, ending


def _before_discussion_2(bench: CaseBench) -> UUID:
    case_id = bench.start()
    give_back(bench, case_id, "initial_study")
    bench.complete(case_id, "initial_study", decision="complete", initial_study_completed=UNKNOWN)
    bench.complete(case_id, "registration", registered={"at": "2024-01-26"})
    bench.register(case_id)
    correct(bench, case_id, FactKind.REGISTERED, "2024-01-29")
    bench.complete(case_id, "discussion_1", discussion_1_held={"at": "2024-01-29T08:30:00+07:00"})
    bench.complete(
        case_id,
        "clarification_study",
        clarification_held=UNKNOWN,
        study_completed=UNKNOWN,
        extended=True,
        extension_reason="ahli",
    )
    return case_id


def get_stuck(bench: CaseBench, case_id: UUID) -> None:
    """As if the last step had failed in the drawing."""
    fault = Fault("plenary", "decision == 'forward'", "'decision' is not defined", ("origin", "regime"))
    at = bench.instance(case_id).sequence
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        stuck = CaseStuckError(case_id, fault, during="task.completed", sequence=at)
        note_incident(unit, bench.procedure, stuck)


def give_back(bench: CaseBench, case_id: UUID, name: str) -> None:
    task = bench.claim(case_id, name)
    expected: Precondition = expecting(task.version)
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        unclaim_task(unit, task.id, officer=an_officer(task.agency), expected=expected)


def correct(bench: CaseBench, case_id: UUID, kind: FactKind, at: str) -> None:
    officer, fact = an_officer(), fact_from_value(kind, {"at": at}, office=Zone.WIB)
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        instance = case_to_record_for(unit, case_id, officer=officer)
        record_fact(unit, bench.procedure, instance, fact, officer=officer)
