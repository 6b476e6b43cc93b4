"""A version is put in force whole or not at all; running cases stay on theirs, the law is everybody's."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from chassis.paging import PageRequest
from tests.support.drawing import Process, drawn
from tests.workflow.builders import CaseBench
from tests.workflow.conftest import BPMN
from tests.workflow.picture import picture_of
from tests.workflow.procedures import Files, a_procedure, with_holidays
from workflow.actions.deploy import deploy, deploy_shipped
from workflow.actions.procedure import procedure_files
from workflow.domain.errors import ProcedureRefusedError
from workflow.domain.law import CALENDAR_FILE, RULES_FILE
from workflow.storage.definitions import Deployment
from workflow.storage.recomputations import Recomputation
from workflow.storage.unit import WorkflowUnit

REAL = procedure_files(BPMN)
SMALL = {**a_procedure()}


def put(bench: CaseBench, files: Files) -> Deployment:
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        return deploy(unit, files, by="admin")


def ship(bench: CaseBench, files: Files) -> Deployment:
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        return deploy_shipped(unit, files)


def jobs(bench: CaseBench) -> list[Recomputation]:
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        return list(unit.recomputations.page(PageRequest()).items)


def test_new_cases_get_the_newest_version_and_running_ones_stay_on_theirs(bench: CaseBench) -> None:
    old = bench.start()
    deployed = put(bench, SMALL)
    new = bench.start()
    assert bench.instance(new).definition == deployed.version != bench.instance(old).definition
    assert [task.name for task in bench.open_tasks(new)] == ["study"]
    bench.complete(old, "initial_study", decision="complete", initial_study_completed={"at": None})
    assert [task.name for task in bench.open_tasks(old)] == ["registration"]


def test_the_journal_of_each_case_names_its_version(bench: CaseBench) -> None:
    deployed = put(bench, SMALL)
    body = json.loads(bench.journal(bench.start())[0].body)
    assert body["versions"]["definition"] == deployed.version


def test_of_a_faulty_version_nothing_is_stored(bench: CaseBench) -> None:
    before = picture_of(bench.database)
    with pytest.raises(ProcedureRefusedError) as refused:
        put(bench, a_procedure({"forms/left-over.json": "{}", "calendars/indonesia.json": "{}"}))
    assert picture_of(bench.database) == before
    assert {fault.field.partition("#")[0] for fault in refused.value.fields} == {
        "forms/left-over.json",
        "calendars/indonesia.json",
    }


def overlapping_rules() -> Files:
    table = REAL[RULES_FILE]
    begin = table.index('<rule id="pemilu-P09-2017-08-16">')
    row = table[begin : table.index("</rule>", begin) + len("</rule>")]
    return {RULES_FILE: table[:begin] + row.replace("2017-08-16", "2025-01-01") + table[begin:]}


def a_day_twice() -> Files:
    return {CALENDAR_FILE: with_holidays(REAL, "2027-02-17", "2027-02-17")[CALENDAR_FILE]}


def an_unreachable_task() -> Files:
    process = Process("handling", lanes={"bawaslu": ["study", "lost"]})
    process.chain(process.start(), process.task("study", form="study"), process.end())
    process.chain(process.task("lost", form="study"), process.end("e"))
    return {"handling.bpmn": drawn(process).decode()}


def a_circular_call() -> Files:
    process, other = Process("handling", lanes={"bawaslu": ["study"]}), Process("other")
    process.chain(
        process.start(), process.task("study", form="study"), process.call("c", "other"), process.end()
    )
    other.chain(other.start(), other.call("back", "handling"), other.end())
    return {"handling.bpmn": drawn(process).decode(), "other.bpmn": drawn(other).decode()}


@pytest.mark.parametrize(
    ("bad", "places"),
    [
        (overlapping_rules, {f"{RULES_FILE}#pemilu-P09-2017-08-16"}),
        (a_day_twice, {f"{CALENDAR_FILE}#2027-02-17"}),
        (an_unreachable_task, {"handling.bpmn#lost", "handling.bpmn#e"}),
        (lambda: {"forms/left-over.json": SMALL["forms/study.json"]}, {"forms/left-over.json#file"}),
        (a_circular_call, {"handling.bpmn#c", "other.bpmn#back"}),
    ],
)
def test_bad_input_is_refused_with_file_element_and_reason_and_nothing_is_half_applied(
    bench: CaseBench, bad: Callable[[], Files], places: set[str]
) -> None:
    before = picture_of(bench.database)
    with pytest.raises(ProcedureRefusedError) as refused:
        put(bench, {**SMALL, **bad()})
    assert {fault.field for fault in refused.value.fields} == places
    assert all(fault.en and fault.id and fault.rule for fault in refused.value.fields)
    assert picture_of(bench.database) == before


def test_deploying_what_is_in_force_changes_nothing(bench: CaseBench) -> None:
    first = put(bench, SMALL)
    before = picture_of(bench.database)
    assert put(bench, SMALL) == first
    assert picture_of(bench.database) == before


def test_an_older_version_can_be_put_in_force_again(bench: CaseBench) -> None:
    small = put(bench, SMALL)
    real = put(bench, REAL)
    assert real.number > small.number
    again = put(bench, SMALL)
    assert (again.version, again.number > real.number) == (small.version, True)
    assert bench.instance(bench.start()).definition == small.version


def test_a_release_does_not_put_its_procedure_over_a_later_one(bench: CaseBench) -> None:
    small = put(bench, SMALL)
    assert ship(bench, REAL) == small
    assert bench.instance(bench.start()).definition == small.version


def test_a_release_puts_a_procedure_in_force_that_was_never_deployed(bench: CaseBench) -> None:
    assert ship(bench, SMALL).deployed_by == "system"
    assert [task.name for task in bench.open_tasks(bench.start())] == ["study"]


def test_a_release_with_another_edition_of_the_holidays_changes_the_law(
    bench: CaseBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workflow.domain.calendar.version", lambda _: "99.0")
    deployed = ship(bench, REAL)
    assert deployed.calendar.endswith("holidays-99.0")
    (job,) = jobs(bench)
    assert (job.calendar, job.rules) == (deployed.calendar, job.old_rules)


def test_a_version_with_the_same_law_asks_for_no_recomputation(bench: CaseBench) -> None:
    put(bench, SMALL)
    assert jobs(bench) == []


def test_another_calendar_asks_for_a_recomputation_and_ends_the_one_before(bench: CaseBench) -> None:
    bench.until_registered()
    put(bench, with_holidays(REAL, "2024-01-31", edition="one"))
    put(bench, with_holidays(REAL, "2024-01-31", "2024-02-01", edition="two"))
    newest, older = jobs(bench)
    assert (newest.state, older.state) == ("running", "superseded")
    assert newest.old_calendar == older.calendar
    assert (newest.total, newest.done) == (1, 0)


def test_every_step_after_a_deployment_counts_on_its_calendar(bench: CaseBench) -> None:
    case_id = bench.start()
    put(bench, with_holidays(REAL, "2024-01-30", edition="decree"))
    bench.complete(case_id, "initial_study", decision="complete", initial_study_completed={"at": None})
    bench.complete(case_id, "registration", registered={"at": "2024-01-29"})
    study = bench.deadlines(case_id)["P09"]
    assert "decree" in study.explanation["explanation"]["calendar"]
    assert study.explanation["explanation"]["skipped"][0]["day"] == "2024-01-30"
