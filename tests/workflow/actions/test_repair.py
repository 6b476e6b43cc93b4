"""A coordinator corrects the data on which a case failed, and the case goes on: in calls, in tracks, by event or timer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from chassis.errors import InvalidInputError, NotAllowedError, WrongStateError
from tests.support.drawing import Process, drawn
from tests.workflow.actions.standstill import COORDINATOR, WHY, bodies, causes, gets_stuck, put, repair
from tests.workflow.actions.test_incidents import hear, named, received
from tests.workflow.builders import CaseBench, an_officer
from tests.workflow.procedures import Files, a_form, a_model, a_procedure
from workflow.domain.incident import CaseStuckError
from workflow.storage.unit import WorkflowUnit

FAILS = "outcome = int(kind)"


def a_case(bench: CaseBench) -> UUID:
    """Stuck behind the task `study`, because the script before it put no number into `kind`."""
    put(bench, a_procedure({"handling.bpmn": a_model(FAILS, first="kind = origin")}))
    case_id = bench.start()
    gets_stuck(bench, lambda: bench.complete(case_id, "study", decision="done"))
    return case_id


def with_tracks(*, first: str = "ready = True", last: str = "suspect_outcome = 'sp3'") -> Files:
    """A main task `study`; each suspect's track calls `suspect`: a script, the task `trial`, a script."""
    top, track, suspect = Process("handling"), Process("tracks"), Process("suspect")
    top.chain(top.start(), top.script("prepare", "kind = origin"), top.task("study", form="study"))
    top.chain("study", top.script("conclude", "outcome = 'stopped'"), top.end())
    track.messages.append("suspect.named")
    message = '<bpmn:messageEventDefinition messageRef="m_suspect_named"/>'
    track.add("startEvent", "named", message, isInterrupting="false")
    track.chain("named", track.call("call_suspect", "suspect"), track.end())
    top.inner_process(track, by_event=True)
    trial = suspect.task("trial", form="study")
    suspect.chain(suspect.start(), suspect.script("begin", first), trial, suspect.script("say", last))
    suspect.chain("say", suspect.end())
    top.lanes, suspect.lanes = {"bawaslu": ["study"]}, {"bawaslu": ["trial"]}
    models: dict[str, str | None] = {f"{model.id}.bpmn": drawn(model).decode() for model in (top, suspect)}
    return a_procedure(models)


def data_of(bench: CaseBench, case_id: UUID, name: str) -> list[Any]:
    """What the engine holds under `kind` at each open task of this name."""
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        instance = unit.instances.lock(case_id)
        assert instance is not None
        definition = bench.procedure.version(instance.definition, unit.definitions).definition
        live = bench.procedure.live.take(
            case_id, head=instance.head, definition=definition, journal=unit.journal
        )
        return [task.data["kind"] for task in live.open_tasks() if task.bpmn_id == name]


def test_the_case_goes_on_after_the_repair(bench: CaseBench) -> None:
    case_id = a_case(bench)
    repair(bench, case_id, kind="7")
    assert bench.instance(case_id).state == "running"
    bench.complete_claimed(case_id, "study", decision="done")
    assert bench.instance(case_id).state == "ended"
    expected = ["case.received", "process.stuck", "case.repaired", "case.retried", "task.completed"]
    assert causes(bench, case_id) == expected


def test_the_journal_names_who_why_and_which_variables(bench: CaseBench) -> None:
    case_id = a_case(bench)
    repair(bench, case_id, kind="7")
    entry = bodies(bench, case_id)[-2]
    cause = entry["cause"]
    assert (cause["actor"], cause["element"], cause["variables"]) == (COORDINATOR.id, "conclude", ["kind"])
    assert entry["delta_sha256"] is not None
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        assert unit.journal.words(case_id)[entry["texts"]["reason"]] == WHY


def test_a_timer_fires_with_the_repair_and_one_that_does_not_help_changes_nothing(bench: CaseBench) -> None:
    process = Process("handling", lanes={"bawaslu": ["study"]})
    work = process.task("study", form="study", limit="initial_study")
    process.chain(process.start(), process.script("prepare", "kind = origin"), work, process.end())
    late = process.timer("late", work, 'limit("initial_study")')
    process.chain(late, process.script("read", FAILS), process.end("over"))
    put(bench, a_procedure({"handling.bpmn": drawn(process).decode(), "forms/study.json": a_form()}))
    case_id = bench.start()
    bench.enter(case_id, "report_submitted", "2024-01-29")
    gets_stuck(bench, lambda: bench.pass_time("2024-03-01T00:00:00+07:00"))
    length = bench.instance(case_id).sequence
    with pytest.raises(CaseStuckError):
        repair(bench, case_id, kind="still-no-number")
    assert (bench.instance(case_id).state, bench.instance(case_id).sequence) == ("incident", length)
    repair(bench, case_id, kind="7")
    assert causes(bench, case_id)[-2:] == ["case.repaired", "case.retried"]


def test_a_kept_event_is_handled_with_the_repair(bench: CaseBench) -> None:
    put(bench, with_tracks(first="number = int(kind)"))
    case_id = bench.start()
    hear(bench, named(case_id, 2))
    assert bench.instance(case_id).state == "incident"
    repair(bench, case_id, kind="7")
    assert causes(bench, case_id)[-3:] == ["case.repaired", "case.retried", "case.suspect_named"]
    assert {task.name for task in bench.open_tasks(case_id)} == {"study", "trial"}


def test_the_repair_of_one_track_touches_no_other(bench: CaseBench) -> None:
    put(bench, with_tracks(first="kind = origin", last="suspect_outcome = str(int(kind))"))
    case_id = bench.start()
    one, other = bench.name_suspect(case_id), bench.name_suspect(case_id)
    gets_stuck(bench, lambda: bench.complete(case_id, "trial", track=one, decision="x"))
    repair(bench, case_id, kind="7")
    assert sorted(data_of(bench, case_id, "trial")) == ["7", "report"]
    bench.complete_claimed(case_id, "trial", track=one, decision="x")
    assert bench.tracks(case_id)[one].outcome == "7"
    assert bench.tracks(case_id)[other].outcome is None


def test_a_case_that_could_not_start_has_no_data_to_mend(bench: CaseBench) -> None:
    put(bench, a_procedure({"handling.bpmn": a_model(first="outcome = int(origin)")}))
    event = received(UUID(int=7))
    hear(bench, event)
    with pytest.raises(WrongStateError, match="no data to mend"):
        repair(bench, UUID(int=7), origin="finding")


@pytest.mark.parametrize(
    ("variables", "rule"),
    [
        ({"nonsense": "1"}, "known-variable"),
        ({"kind": "two words"}, "code"),
        ({"kind": {"nested": "1"}}, "code"),
        ({"kind": None}, "code"),
        ({"suspect": "018d5300-0000-7000-8000-000000000001"}, "own-track"),
    ],
)
def test_only_known_names_take_ids_choices_and_flags(
    bench: CaseBench, variables: dict[str, Any], rule: str
) -> None:
    case_id = a_case(bench)
    with pytest.raises(InvalidInputError) as refused:
        repair(bench, case_id, **variables)
    assert [field.rule for field in refused.value.fields] == [rule]
    assert bench.instance(case_id).state == "incident"


def test_a_variable_of_a_form_takes_what_the_form_offers(bench: CaseBench) -> None:
    choice = {"enum": ["1", "2"], "x-variable": "kind"}
    put(
        bench,
        a_procedure({"handling.bpmn": a_model(FAILS), "forms/study.json": a_form(kind=choice)}),
    )
    case_id = bench.start()
    gets_stuck(bench, lambda: bench.complete(case_id, "study", decision="x"))
    with pytest.raises(InvalidInputError) as refused:
        repair(bench, case_id, kind="3")
    assert [field.rule for field in refused.value.fields] == ["choice"]
    repair(bench, case_id, kind="2")


def test_only_coordinators_repair(bench: CaseBench) -> None:
    case_id = a_case(bench)
    with pytest.raises(NotAllowedError):
        repair(bench, case_id, officer=an_officer(), kind="7")
