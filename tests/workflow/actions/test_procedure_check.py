"""Every fault of a procedure is named by file, element and reason, all of them at once."""

from __future__ import annotations

import json

import pytest

from tests.support.drawing import Process, drawn
from tests.workflow.conftest import BPMN
from tests.workflow.procedures import a_form, a_model, a_procedure
from workflow.actions.procedure import procedure_files
from workflow.actions.procedure_check import faults_of
from workflow.domain.law import CALENDAR_FILE, RULES_FILE, law_of

REAL = procedure_files(BPMN)
RULES = REAL[RULES_FILE]
CALENDAR = json.loads(REAL[CALENDAR_FILE])


def told(changes: dict[str, str | None]) -> list[tuple[str, str]]:
    """Place and rule of every fault after these changes."""
    return [(fault.place, fault.rule) for fault in faults_of(a_procedure(changes))]


def model_with(task: str, **properties: str) -> str:
    process = Process("handling", lanes={"bawaslu": [task]})
    process.chain(process.start(), process.task(task, **properties), process.end())
    return drawn(process).decode()


def test_the_procedure_of_this_project_has_no_fault() -> None:
    assert faults_of(REAL, in_force=law_of(REAL).rules) == ()


def test_the_small_procedure_of_these_tests_has_none_either() -> None:
    assert faults_of(a_procedure()) == ()


@pytest.mark.parametrize("name", ["handling.bpmn", RULES_FILE, CALENDAR_FILE])
def test_a_file_that_no_procedure_does_without_is_missed(name: str) -> None:
    assert (f"{name}#file", "file") in told({name: None})


@pytest.mark.parametrize("name", ["../handling.bpmn", "notes.txt", "forms/sub/x.json", "calendars/java.json"])
def test_a_file_that_nobody_would_read_is_refused(name: str) -> None:
    assert (f"{name}#file", "file") in told({name: ""})


@pytest.mark.parametrize("text", ["\0", "half a character: \ud800"])
def test_what_is_no_text_is_refused_before_anything_reads_it(text: str) -> None:
    assert told({"forms/study.json": text}) == [("forms/study.json#file", "file")]
    assert told({f"forms/{text}.json": a_form()})[0][1] == "file"


def test_a_form_that_is_not_there_is_named_at_its_task() -> None:
    assert ("handling.bpmn#study", "form") in told({"handling.bpmn": model_with("study", form="nothing")})


def test_a_task_without_a_form_is_named() -> None:
    assert ("handling.bpmn#study", "form") in told({"handling.bpmn": model_with("study", limit="trial")})


def test_a_form_without_a_task_is_named() -> None:
    assert told({"forms/left-over.json": a_form()}) == [("forms/left-over.json#file", "form")]


def test_a_limit_that_no_rule_has_is_named_at_its_task() -> None:
    model = model_with("study", form="study", limit="lunch")
    assert told({"handling.bpmn": model}) == [("handling.bpmn#study", "limit")]


def test_a_limit_that_no_rule_has_is_named_at_its_timer() -> None:
    process = Process("handling", lanes={"bawaslu": ["study"]})
    process.chain(process.start(), process.task("study", form="study"), process.end())
    process.chain(process.timer("late", "study", 'limit("lunch")'), process.end("over"))
    assert told({"handling.bpmn": drawn(process).decode()}) == [("handling.bpmn#late", "limit")]


def test_a_task_outside_the_lanes_of_the_agencies_is_named() -> None:
    process = Process("handling", lanes={"army": ["study"]})
    process.chain(process.start(), process.task("study", form="study"), process.end())
    assert told({"handling.bpmn": drawn(process).decode()}) == [("handling.bpmn#study", "lane")]


def test_a_variable_that_nothing_sets_is_named_where_it_is_read() -> None:
    faults = faults_of(a_procedure({"handling.bpmn": a_model("outcome = verdict")}))
    assert [(fault.place, fault.rule) for fault in faults] == [("handling.bpmn#conclude", "name")]
    assert "'verdict'" in faults[0].reason


@pytest.mark.parametrize("expression", ["origin", "regime", "decision"])
def test_what_cases_forms_and_scripts_set_is_known(expression: str) -> None:
    assert told({"handling.bpmn": a_model(f"outcome = {expression}")}) == []


def test_a_model_that_cannot_run_is_named_at_its_element() -> None:
    assert told({"handling.bpmn": a_model("import os")}) == [("handling.bpmn#conclude", "model")]


def test_a_drawing_that_runs_otherwise_than_it_looks_is_named_at_its_element() -> None:
    process = Process("handling", lanes={"bawaslu": ["study", "check"]})
    process.add("parallelGateway", "fork")
    process.chain(
        process.start(), "fork", process.task("study", form="study"), process.script("noted", "seen = 1")
    )
    process.chain("fork", process.task("check", form="study"), "noted", process.end())
    assert told({"handling.bpmn": drawn(process).decode()}) == [("handling.bpmn#noted", "lint")]


def test_a_document_type_is_refused() -> None:
    model = '<!DOCTYPE d SYSTEM "http://127.0.0.1:9/evil.dtd">' + a_model()
    assert told({"handling.bpmn": model}) == [("handling.bpmn#file", "model")]


def test_a_process_that_is_drawn_twice_is_refused() -> None:
    assert told({"other.bpmn": a_model()}) == [("other.bpmn#handling", "model")]


def test_a_set_whose_main_file_draws_another_process_is_refused() -> None:
    process = Process("other", lanes={"bawaslu": ["study"]})
    process.chain(process.start(), process.task("study", form="study"), process.end())
    assert ("handling.bpmn#handling", "model") in told({"handling.bpmn": drawn(process).decode()})


def test_a_calendar_day_that_stands_twice_is_named() -> None:
    twice = {**CALENDAR, "voting_days": [{"day": "2024-02-14"}] * 2}
    (fault,) = faults_of(a_procedure({CALENDAR_FILE: json.dumps(twice)}))
    assert (fault.place, fault.rule) == (f"{CALENDAR_FILE}#2024-02-14", "calendar-file")
    assert "2024-02-14 stands in it 2 times" in fault.reason


def test_two_versions_of_a_rule_on_the_same_days_are_named() -> None:
    begin = RULES.index('<rule id="pemilu-P01-2017-08-16">')
    end = RULES.index("</rule>", begin) + len("</rule>")
    again = RULES[begin:end].replace("2017-08-16", "2020-01-01")
    (fault,) = faults_of(a_procedure({RULES_FILE: RULES[:end] + again + RULES[end:]}))
    assert (fault.file, fault.element, fault.rule) == (RULES_FILE, "pemilu-P01-2020-01-01", "rule-table")


def test_a_rule_that_is_in_force_cannot_be_lost() -> None:
    begin = RULES.index('<rule id="pemilu-P01-2017-08-16">')
    end = RULES.index("</rule>", begin) + len("</rule>")
    without = a_procedure({RULES_FILE: RULES[:begin] + RULES[end:]})
    (fault,) = faults_of(without, in_force=law_of(REAL).rules)
    assert (fault.place, fault.rule) == (f"{RULES_FILE}#pemilu-P01", "rule-kept")


def test_all_faults_are_told_at_once() -> None:
    broken: dict[str, str | None] = {
        "handling.bpmn": model_with("study", form="study", limit="lunch"),
        CALENDAR_FILE: "{}",
        "forms/extra.json": a_form(),
    }
    assert [rule for _, rule in told(broken)] == ["calendar-file", "form", "limit"]
