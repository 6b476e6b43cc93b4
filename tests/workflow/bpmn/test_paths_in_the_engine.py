"""The same paths through our own engine, reloaded from its journal before every step."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from tests.workflow.bpmn.plain_run import MODELS, PlainRun
from tests.workflow.bpmn.routes import ROUTES
from workflow.engine import Instance, definition_of, fold, genesis, restore, start

CASE = UUID("018f0000-0000-7000-8000-000000000001")
NOON = datetime(2024, 2, 15, 5, 0, tzinfo=UTC)


class PassedLimits:
    """The deadline port of a case whose clock the test moves."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def passed(self, limit: str, track: str | None = None) -> bool:
        return limit in self.names


def replayed_cold(run: PlainRun) -> Instance:
    """What the engine makes of the same inputs when every step begins from the journal."""
    definition = definition_of({path.name: path.read_bytes() for path in MODELS.glob("*.bpmn")})
    deadlines = PassedLimits()
    instance, first = start(
        definition, "handling", run.start_data, instance_id=CASE, now=NOON, deadlines=deadlines
    )
    journal = [first.delta]
    for kind, name, data in run.inputs:
        instance = restore(fold(genesis(definition, CASE), journal), definition)
        if kind == "answer":
            task = next(task for task in instance.open_tasks() if task.bpmn_id == name)
            journal.append(instance.complete(task.id, data, now=NOON, deadlines=deadlines).delta)
        elif kind == "receive":
            journal.append(instance.receive(name, data, now=NOON, deadlines=deadlines).delta)
        else:
            deadlines.names.add(name)
            step = instance.fire_timers(now=NOON, deadlines=deadlines)
            journal += [step.delta] if step else []
    return restore(fold(genesis(definition, CASE), journal), definition)


@pytest.mark.parametrize("name", ROUTES)
def test_a_route_ends_in_the_engine_as_it_does_on_the_bare_library(name: str) -> None:
    run = ROUTES[name].drive()
    instance = replayed_cold(run)
    assert instance.ended
    assert instance.data == run.data
    assert instance.open_tasks() == ()
    assert instance.timers() == ()
