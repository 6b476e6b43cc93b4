"""`/v1/migrations`: bring running cases to another version of the procedure, in the background, and back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from chassis.http import unit_of_work
from chassis.idempotency import answered_once
from chassis.late_body import Body, LateBodyBlueprint
from chassis.paging import Page, PageArguments, page_request, page_schema
from workflow.actions.forecast import forecast
from workflow.actions.migration import must_migrate, order_migration, order_undoing
from workflow.api.edge import officer, procedure
from workflow.api.migration_schemas import (
    DryRunRequestSchema,
    DryRunSchema,
    MigrationSchema,
    MovedCaseSchema,
    OrderSchema,
    UndoSchema,
    selection_in,
)
from workflow.domain.migration import DryRun, Migration, MovedCase, no_such_migration
from workflow.storage.unit import WorkflowUnit

migrations = LateBodyBlueprint(
    "migrations", __name__, url_prefix="/v1/migrations", description="Cases on their way to another version"
)


@migrations.get("")
@migrations.arguments(PageArguments, location="query")
@migrations.response(200, page_schema(MigrationSchema))
def list_migrations(asked: dict[str, Any]) -> Page[Migration]:
    """Every order, the newest first, with how far it has come."""
    must_migrate(officer())
    with unit_of_work(WorkflowUnit) as unit:
        return unit.migrations.page(page_request(asked))


@migrations.post("/dry-run")
@migrations.arguments(DryRunRequestSchema)
@migrations.response(200, DryRunSchema)
def dry_run(body: Body) -> DryRun:
    """What a migration would change in each case: tasks, timers, messages, forms, half-filled joins. Does nothing."""
    must_migrate(officer())
    asked = body()
    with unit_of_work(WorkflowUnit) as unit:
        return forecast(unit, procedure(), selection_in(asked), **asked)


@migrations.post("")
@answered_once(WorkflowUnit)
@migrations.arguments(OrderSchema)
@migrations.response(201, MigrationSchema)
def migrate(body: Body) -> Migration:
    """Order a migration; the work goes on in the background, case by case, and shows at its address."""
    must_migrate(officer())
    asked = body()
    with unit_of_work(WorkflowUnit) as unit:
        return order_migration(unit, selection_in(asked), officer=officer(), **asked)


@migrations.get("/<uuid:migration_id>")
@migrations.response(200, MigrationSchema)
def show_migration(migration_id: UUID) -> Migration:
    """One order and how far it has come."""
    must_migrate(officer())
    with unit_of_work(WorkflowUnit) as unit:
        return _found(unit, migration_id)


@migrations.get("/<uuid:migration_id>/cases")
@migrations.arguments(PageArguments, location="query")
@migrations.response(200, page_schema(MovedCaseSchema))
def list_cases(asked: dict[str, Any], migration_id: UUID) -> Page[MovedCase]:
    """How each case fared so far, and why some stayed."""
    must_migrate(officer())
    with unit_of_work(WorkflowUnit) as unit:
        _found(unit, migration_id)
        return unit.migrations.cases(migration_id, page_request(asked))


@migrations.post("/<uuid:migration_id>/undo")
@answered_once(WorkflowUnit)
@migrations.arguments(UndoSchema)
@migrations.response(201, MigrationSchema)
def undo(body: Body, migration_id: UUID) -> Migration:
    """Order that cases go back to the version that they came from; those that took a step since stay, and say so."""
    must_migrate(officer())
    with unit_of_work(WorkflowUnit) as unit:
        _found(unit, migration_id)
        return order_undoing(unit, migration_id, officer=officer(), **body())


def _found(unit: WorkflowUnit, migration_id: UUID) -> Migration:
    found = unit.migrations.get(migration_id)
    if found is None:
        raise no_such_migration()
    return found
