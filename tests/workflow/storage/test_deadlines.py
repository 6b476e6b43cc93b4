"""Deadlines are recomputed; what they were is kept."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select, text

from chassis.database import Database
from tests.workflow.builders import CaseBench, an_officer
from tests.workflow.deadlines import stored
from workflow.actions.cases import case_to_record_for, record_fact
from workflow.domain.facts import FactKind, fact_from_value
from workflow.domain.zones import Zone
from workflow.storage.clock_tables import DeadlineHistoryRow
from workflow.storage.deadlines import Deadline
from workflow.storage.unit import WorkflowUnit


def correct(bench: CaseBench, case_id: UUID, day: str) -> None:
    officer = an_officer()
    fact = fact_from_value(FactKind.REGISTERED, {"at": day}, office=Zone.WIB)
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        record_fact(
            unit, bench.procedure, case_to_record_for(unit, case_id, officer=officer), fact, officer=officer
        )


def history(bench: CaseBench, deadline: Deadline) -> list[DeadlineHistoryRow]:
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        rows = select(DeadlineHistoryRow).where(DeadlineHistoryRow.deadline_id == deadline.id)
        return list(unit.session.scalars(rows.order_by(DeadlineHistoryRow.sequence)))


def test_every_computation_that_was_replaced_is_kept_in_order(bench: CaseBench) -> None:
    """Also when the case clock stands still between two corrections."""
    case_id = bench.until_registered(registered="2024-01-09")
    for day in ("2024-01-10", "2024-01-11", "2024-01-10"):
        correct(bench, case_id, day)
    deadline = bench.deadlines(case_id)["P10"]
    kept = history(bench, deadline)
    assert [row.explanation["clock"]["start"][:10] for row in kept] == [
        "2024-01-09",
        "2024-01-10",
        "2024-01-11",
    ]
    sequences = [row.sequence for row in kept]
    assert sequences == sorted(set(sequences))
    assert deadline.explanation["clock"]["start"][:10] == "2024-01-10"


def test_a_fact_that_changes_no_date_keeps_the_computation(bench: CaseBench) -> None:
    case_id = bench.until_registered(registered="2024-01-09")
    before = bench.deadlines(case_id)["P10"]
    correct(bench, case_id, "2024-01-09")
    assert bench.deadlines(case_id)["P10"] == before
    assert history(bench, before) == []


def test_dates_come_back_in_the_time_of_the_office_whatever_zone_the_connection_has(
    database: Database,
) -> None:
    (deadline,) = stored(database, None)
    for zone in ("UTC", "America/New_York"):
        with database.unit_of_work(WorkflowUnit) as unit:
            unit.session.execute(text(f"SET LOCAL TimeZone = '{zone}'"))
            found = unit.deadlines.get(deadline.id)
        assert found == deadline
        assert found is not None
        assert found.legal_limit is not None
        assert found.legal_limit.isoformat() == "2024-01-29T11:00:00+09:00"
