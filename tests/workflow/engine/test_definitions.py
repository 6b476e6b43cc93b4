from __future__ import annotations

import pytest

from tests.support.drawing import Process, drawn, straight
from tests.support.engine import Run, a_definition
from workflow.engine import DefinitionError, definition_of, version_of

DECISION = b"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="n">
 <decision id="lane" name="lane"><decisionTable id="t" hitPolicy="UNIQUE">
  <input id="i"><inputExpression id="ie" typeRef="string"><text>origin</text></inputExpression></input>
  <output id="o" name="way" typeRef="string"/>
  <rule id="r1"><inputEntry id="a1"><text>"report"</text></inputEntry><outputEntry id="b1"><text>"long"</text></outputEntry></rule>
  <rule id="r2"><inputEntry id="a2"><text>"finding"</text></inputEntry><outputEntry id="b2"><text>"short"</text></outputEntry></rule>
 </decisionTable></decision></definitions>"""


def test_the_version_is_the_content_whatever_the_order_of_the_files() -> None:
    files = {"a.bpmn": drawn(straight("p", "a")), "b.bpmn": drawn(straight("q", "b"))}
    assert version_of(files) == version_of(dict(reversed(files.items())))
    assert version_of(files) != version_of({**files, "b.bpmn": files["b.bpmn"] + b"\n"})
    assert version_of({"ab": b"c"}) != version_of({"a": b"bc"})


def test_the_same_content_is_parsed_once() -> None:
    assert a_definition(straight("p", "a")) is a_definition(straight("p", "a"))


def test_files_of_one_set_may_call_each_other() -> None:
    outer = Process("outer")
    outer.chain(outer.start(), outer.call("c", "inner"), outer.end())
    definition = definition_of({"outer.bpmn": drawn(outer), "inner.bpmn": drawn(straight("inner", "a"))})
    assert set(definition.process_ids) == {"outer", "inner"}
    assert Run(definition, "outer").open() == ["a"]


def test_one_process_id_in_two_files_is_refused() -> None:
    with pytest.raises(DefinitionError, match=r"p: this process is drawn in a\.bpmn already"):
        definition_of({"a.bpmn": drawn(straight("p", "a")), "b.bpmn": drawn(straight("p", "b"))})


def test_an_unknown_process_cannot_be_started() -> None:
    with pytest.raises(DefinitionError, match="no such process"):
        Run(a_definition(straight("p", "a")), "q")


def test_a_business_rule_task_reads_its_decision_table_through_the_same_language() -> None:
    process = Process("p")
    inner = (
        "<bpmn:extensionElements><spiffworkflow:calledDecisionId>lane</spiffworkflow:calledDecisionId>"
        "</bpmn:extensionElements>"
    )
    process.chain(
        process.start(), process.add("businessRuleTask", "route", inner), process.task("a"), process.end()
    )
    definition = definition_of({"p.bpmn": drawn(process), "lane.dmn": DECISION})
    assert Run(definition, "p", {"origin": "finding"}).task("a").data == {"origin": "finding", "way": "short"}


def test_runs_leave_the_shared_specs_as_they_were() -> None:
    process = straight("p", "a")
    track = Process("track")
    track.chain(track.catch_message("more", "more", tag="startEvent"), track.task("b"), track.end())
    process.inner_process(track, by_event=True)
    definition = a_definition(process)
    before = definition.fingerprint()
    run = Run(definition, "p")
    run.receive("more")
    run.complete("a")
    assert definition.fingerprint() == before
    assert Run(definition, "p").complete("a").ended


def test_the_fingerprint_sees_an_edge_that_a_run_has_drawn() -> None:
    definition = a_definition(straight("p", "a", "b"))
    before = definition.fingerprint()
    spec = definition.spec("p")
    spec.task_specs["a"]._outputs.append("End")
    try:
        assert definition.fingerprint() != before
    finally:
        spec.task_specs["a"]._outputs.remove("End")
