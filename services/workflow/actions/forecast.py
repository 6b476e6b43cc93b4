"""What a migration would do, case by case, on copies in memory: nothing is stored and nobody is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from uuid import UUID

from chassis.errors import DomainError
from workflow import engine
from workflow.actions.clocks import PassedLimits
from workflow.actions.migrating import changed_forms, must_be_movable
from workflow.actions.migration import hindrances_of, target_of
from workflow.actions.procedure import Procedure, Version, models_of
from workflow.actions.variables import choices_of
from workflow.domain.instance import Instance
from workflow.domain.migration import (
    Comparison,
    DryRun,
    Forecast,
    HalfFilled,
    Selection,
    TaskRedrawn,
    TaskSeen,
)
from workflow.storage.unit import WorkflowUnit


def forecast(
    unit: WorkflowUnit,
    procedure: Procedure,
    selection: Selection,
    *,
    target: str | None,
    renamed: Mapping[str, str],
    after: UUID | None,
    limit: int,
) -> DryRun:
    """For some of the selected cases, in the order of their ids."""
    named = target_of(unit, target, selection)
    total = unit.migrations.count_selected(selection, target=named)
    found = unit.migrations.selected_after(selection, target=named, after=after, limit=limit + 1)
    goal = procedure.version(named, unit.definitions)
    cases = [_of_case(unit, procedure, case_id, goal, renamed) for case_id in found[:limit]]
    sources = sorted({case.source for case in cases})
    compared = [_compared(procedure.version(source, unit.definitions), goal) for source in sources]
    return DryRun(named, compared, cases, found[limit - 1] if len(found) > limit else None, total)


def _of_case(
    unit: WorkflowUnit, procedure: Procedure, case_id: UUID, goal: Version, renamed: Mapping[str, str]
) -> Forecast:
    instance = unit.instances.get(case_id)
    if instance is None:
        raise LookupError(case_id)  # it was selected in this very unit
    try:
        must_be_movable(unit, instance)
        return _foretold(unit, procedure, instance, goal, renamed)
    except (DomainError, engine.EngineError) as error:
        return replace(_which(instance), hindrances=hindrances_of(error))


def _foretold(
    unit: WorkflowUnit,
    procedure: Procedure,
    instance: Instance,
    goal: Version,
    renamed: Mapping[str, str],
) -> Forecast:
    source = procedure.version(instance.definition, unit.definitions)
    limits = PassedLimits(unit.deadlines.of_case(instance.case_id), now=unit.now)
    live = _copy_of(unit, instance, source.definition)
    _, step = engine.migrated(live, goal.definition, renamed, now=unit.now, deadlines=limits)
    before = {task.id: task for task in live.open_tasks()}
    closed = {task.id for task in step.closed}
    changed = changed_forms(source, goal)
    return replace(
        _which(instance),
        opens=[_seen(task) for task in step.opened],
        closes=[_seen(task) for id_, task in before.items() if id_ in closed],
        moves=[TaskRedrawn(task.id, _seen(before[task.id]), _seen(task)) for task in step.redrawn],
        forms_changed=sorted({_seen(task).form for task in before.values()} & changed),
        timers_started=sorted(_timers(step.timers) - _timers(live.timers())),
        timers_stopped=sorted(_timers(live.timers()) - _timers(step.timers)),
        messages_added=sorted({*step.waiting_messages} - {*live.waiting_messages()}),
        messages_dropped=sorted({*live.waiting_messages()} - {*step.waiting_messages}),
        half_filled_joins=list(_half_filled(live, source)),
    )


def _copy_of(unit: WorkflowUnit, instance: Instance, definition: engine.Definition) -> engine.Instance:
    """From the journal, not from the warm ones: nobody holds the case meanwhile, so that its work goes on."""
    snapshot, deltas = unit.journal.newest_state(instance.case_id)
    state = engine.fold(snapshot or engine.genesis(definition, instance.case_id), deltas)
    return engine.restore(state, definition)


def _which(instance: Instance) -> Forecast:
    """The case, before anything is foretold of it."""
    return Forecast(
        case_id=instance.case_id,
        office=instance.office,
        stage=instance.stage,
        state=instance.state,
        source=instance.definition,
    )


def _seen(task: engine.HumanTask) -> TaskSeen:
    return TaskSeen(task.bpmn_id, task.lane or "", task.properties.get("form", ""))


def _timers(timers: tuple[engine.Timer, ...]) -> set[str]:
    return {timer.bpmn_id for timer in timers}


def _half_filled(live: engine.Instance, source: Version) -> Iterator[HalfFilled]:
    for join in engine.half_filled_joins(live.state(), source.definition):
        yield HalfFilled(join.process_id, join.element, join.arrived, join.missing)


def _compared(source: Version, target: Version) -> Comparison:
    before, after = source.definition.elements(), target.definition.elements()
    read = {place.name for place in engine.survey(models_of(target.files)).read}
    return Comparison(
        source=source.name,
        removed=sorted(before - after),
        added=sorted(after - before),
        forms_changed=sorted(changed_forms(source, target)),
        unset_variables=sorted(read - choices_of(source).keys()),
    )
