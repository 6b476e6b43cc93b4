"""Bring running cases to another version of the procedure: ordered at once, done case by case in the background."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from uuid6 import uuid7

from chassis.errors import DomainError, NotAllowedError
from chassis.logs import log
from workflow.actions.migrating import migrate_case, unmigrate_case
from workflow.actions.procedure import Procedure
from workflow.domain.access import may_deploy
from workflow.domain.errors import LegalClockError
from workflow.domain.migration import (
    Fate,
    Hindrance,
    Migration,
    MovedCase,
    Selection,
    no_such_migration,
    unknown_version,
)
from workflow.domain.officer import Officer
from workflow.engine import EngineError, MoveRefusedError
from workflow.storage.unit import WorkflowUnit

Refused = (EngineError, LegalClockError, DomainError)


def must_migrate(officer: Officer) -> None:
    """Raises NotAllowedError for everybody but the administrators of a national office."""
    if not may_deploy(officer):
        raise NotAllowedError(
            "Only administrators of a national office migrate cases to another version. Ask yours.",
            id="Hanya administrator kantor nasional yang memindahkan perkara ke versi lain. Hubungi administrator Anda.",
            rule="role",
        )


def target_of(unit: WorkflowUnit, target: str | None, selection: Selection) -> str:
    """The version asked for, or the one in force; InvalidInputError for names that were never deployed."""
    named = target or unit.definitions.newest() or ""
    for field, name in (("target", named), ("source", selection.source)):
        if name is not None and not unit.definitions.known(name):
            raise unknown_version(field)
    return named


def order_migration(
    unit: WorkflowUnit,
    selection: Selection,
    *,
    target: str | None,
    renamed: Mapping[str, str],
    reason: str,
    officer: Officer,
) -> Migration:
    """Put it on the work list; cases that end or are taken elsewhere before their turn are passed over."""
    named = target_of(unit, target, selection)
    migration = Migration(
        id=UUID(str(uuid7())),
        target=named,
        selection=selection,
        renamed=renamed,
        reason=reason,
        requested_by=officer.id,
        requested_at=unit.now,
        total=unit.migrations.count_selected(selection, target=named),
    )
    unit.migrations.add(migration)
    log.info("migration_ordered", id=str(migration.id), target=named, total=migration.total, by=officer.id)
    return migration


def order_undoing(
    unit: WorkflowUnit,
    migration_id: UUID,
    *,
    cases: Sequence[UUID] | None,
    reason: str,
    officer: Officer,
) -> Migration:
    """Put on the work list that its cases, or some of them, go back; each only while it has taken no step since."""
    undone = unit.migrations.get(migration_id)
    if undone is None:
        raise no_such_migration()
    undone.must_be_done()
    undone.must_not_undo()
    selection = Selection(cases=None if cases is None else tuple(cases))
    migration = Migration(
        id=UUID(str(uuid7())),
        target=None,
        selection=selection,
        renamed={},
        reason=reason,
        requested_by=officer.id,
        requested_at=unit.now,
        total=unit.migrations.count_moved(migration_id, selection.cases),
        undoes=migration_id,
    )
    unit.migrations.add(migration)
    log.info("undoing_ordered", id=str(migration.id), undoes=str(migration_id), by=officer.id)
    return migration


def move_next_case(unit: WorkflowUnit, procedure: Procedure) -> Migration | None:
    """One case of the work in hand; None when there is none, or another process is at it.

    How the case fared commits with the mark how far the work has come, so a kill loses one case's work at most.
    """
    migration = unit.migrations.lock_running()
    if migration is None:
        return None
    case = (
        _undo_next(unit, procedure, migration) if migration.undoes else _go_next(unit, procedure, migration)
    )
    if case is None:
        migration.finish(now=unit.now)
    else:
        unit.migrations.note(case)
        migration.count(case.case_id, case.fate)
    unit.migrations.save(migration)
    return migration


def _go_next(unit: WorkflowUnit, procedure: Procedure, migration: Migration) -> MovedCase | None:
    target = migration.target or ""
    found = unit.migrations.selected_after(
        migration.selection, target=target, after=migration.cursor, limit=1
    )
    if not found:
        return None
    instance = unit.instances.lock(found[0])
    source = "" if instance is None else instance.definition
    try:
        with unit.session.begin_nested():
            sequence = migrate_case(unit, procedure, found[0], migration)
    except Refused as error:
        return _fared(unit, migration, found[0], source, why=hindrances_of(error))
    return _fared(unit, migration, found[0], source, sequence=sequence)


def _undo_next(unit: WorkflowUnit, procedure: Procedure, migration: Migration) -> MovedCase | None:
    undone = migration.undoes or migration.id
    case = unit.migrations.moved_after(undone, migration.selection.cases, after=migration.cursor)
    if case is None:
        return None
    try:
        with unit.session.begin_nested():
            sequence = unmigrate_case(unit, procedure, case, migration)
    except Refused as error:
        return _fared(unit, migration, case.case_id, case.source, why=hindrances_of(error))
    return _fared(unit, migration, case.case_id, case.source, sequence=sequence)


def _fared(
    unit: WorkflowUnit,
    migration: Migration,
    case_id: UUID,
    source: str,
    *,
    sequence: int | None = None,
    why: Sequence[Hindrance] = (),
) -> MovedCase:
    went = Fate.UNDONE if migration.undoes else Fate.MIGRATED
    fate = Fate.REFUSED if why else went
    return MovedCase(migration.id, case_id, fate, source, sequence, why, unit.now)


def hindrances_of(error: Exception) -> tuple[Hindrance, ...]:
    """What stood in the way, by element where the engine says so."""
    if isinstance(error, MoveRefusedError):
        return tuple(Hindrance(found.element, found.reason) for found in error.obstacles)
    return (Hindrance("case", str(error)),)
