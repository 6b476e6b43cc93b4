"""One case goes over to another version of the procedure, or back: each a step of its own in its journal."""

from __future__ import annotations

import json
from collections.abc import Mapping
from uuid import UUID

from chassis.errors import WrongStateError
from workflow import engine
from workflow.actions.cases import must_lock
from workflow.actions.clocks import PassedLimits
from workflow.actions.procedure import FORMS, Procedure, Version
from workflow.actions.step_record import Input
from workflow.actions.steps import first_step
from workflow.domain.instance import Instance
from workflow.domain.journal import Cause
from workflow.domain.migration import Migration, MovedCase
from workflow.storage.unit import WorkflowUnit


def migrate_case(unit: WorkflowUnit, procedure: Procedure, case_id: UUID, migration: Migration) -> int:
    """The number of the journal entry by which it went over; raises what stands in the way."""
    instance = movable(unit, case_id)
    source = procedure.version(instance.definition, unit.definitions)
    target = procedure.version(migration.target or "", unit.definitions)
    live = live_of(unit, procedure, instance)
    changed = changed_forms(source, target)

    def move(limits: PassedLimits) -> tuple[engine.Instance, engine.Step]:
        names = migration.renamed
        return engine.migrated(live, target.definition, names, now=unit.now, deadlines=limits)

    about = {
        "migration": str(migration.id),
        "from": source.name,
        "to": target.name,
        "renamed": dict(migration.renamed),
        "forms_changed": sorted(changed),
    }
    cause = Cause("case.migrated", migration.requested_by, about)
    given = Input(cause=cause, texts={"reason": migration.reason}, changed_forms=changed)
    instance.definition = target.name
    first_step(unit, procedure, instance, given, move)
    return instance.sequence


def unmigrate_case(unit: WorkflowUnit, procedure: Procedure, case: MovedCase, migration: Migration) -> int:
    """Back to the version, and the state, before its migration, as long as it has taken no step since."""
    instance, entry = movable(unit, case.case_id), case.sequence or 0
    if unit.journal.moved_since(case.case_id, entry):
        raise WrongStateError(
            "The case has taken steps since its migration. To take it to another version, migrate it again.",
            id="Perkara ini sudah berjalan sejak migrasinya. Untuk pindah versi, lakukan migrasi lagi.",
            field="case_id",
            rule="steps-since",
        )
    now_on = procedure.version(instance.definition, unit.definitions)
    back_on = procedure.version(case.source, unit.definitions)
    live = live_of(unit, procedure, instance)
    earlier = state_before(unit, case.case_id, entry, back_on.definition)

    def move(limits: PassedLimits) -> tuple[engine.Instance, engine.Step]:
        return engine.put_back_whole(live, earlier, back_on.definition, now=unit.now, deadlines=limits)

    about = {"migration": str(case.migration), "from": now_on.name, "to": back_on.name, "entry": entry}
    cause = Cause("case.migration_undone", migration.requested_by, about)
    changed = changed_forms(now_on, back_on)
    given = Input(cause=cause, texts={"reason": migration.reason}, changed_forms=changed)
    instance.definition = back_on.name
    first_step(unit, procedure, instance, given, move)
    return instance.sequence


def movable(unit: WorkflowUnit, case_id: UUID) -> Instance:
    """The case, locked: stuck and suspended ones go over too, for that may be what mends them."""
    instance = must_lock(unit, case_id)
    must_be_movable(unit, instance)
    return instance


def must_be_movable(unit: WorkflowUnit, instance: Instance) -> None:
    """Raises WrongStateError for a case that has not begun, or is over."""
    if not unit.journal.has_begun(instance.case_id):
        raise WrongStateError(
            "The case could not begin yet. Have it tried again: it starts on the version in force.",
            id="Perkara ini belum dapat dimulai. Coba lagi; perkara dimulai pada versi yang berlaku.",
            field="case_id",
            rule="not-begun",
        )
    instance.must_not_have_ended()


def live_of(unit: WorkflowUnit, procedure: Procedure, instance: Instance) -> engine.Instance:
    """The case as it stands, on the version on which it stands."""
    definition = procedure.version(instance.definition, unit.definitions).definition
    return procedure.live.take(
        instance.case_id, head=instance.head, definition=definition, journal=unit.journal
    )


def state_before(
    unit: WorkflowUnit, case_id: UUID, sequence: int, definition: engine.Definition
) -> engine.State:
    """The engine's state before a journal entry; `definition` is the one of that time, or of the case's beginning."""
    deltas = unit.journal.deltas_before(case_id, sequence)
    return engine.fold(engine.genesis(definition, case_id), deltas)


def changed_forms(source: Version, target: Version) -> frozenset[str]:
    """The forms that both versions have, and that ask for other things."""
    return frozenset(
        name.removeprefix(f"{FORMS}/").removesuffix(".json")
        for name in source.files.keys() & target.files.keys()
        if name.startswith(f"{FORMS}/") and _differ(name, source.files, target.files)
    )


def _differ(name: str, source: Mapping[str, str], target: Mapping[str, str]) -> bool:
    return source[name] != target[name] and json.loads(source[name]) != json.loads(target[name])
