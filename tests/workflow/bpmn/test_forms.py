"""The forms: one a human task, closed, bilingual, and in step with the models and the facts."""

import re
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from tests.workflow.bpmn.drawings import (
    DRAWINGS,
    NAMESPACES,
    SHARED_FORMS,
    forms,
    limit_names,
    user_tasks,
)
from tests.workflow.bpmn.filled_forms import WORDS, filled
from tests.workflow.domain.law import RULES
from workflow.domain.facts import FactKind
from workflow.domain.rules import Regime

FORMS = forms()
each_form = pytest.mark.parametrize("name", FORMS)


def validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(FORMS[name], format_checker=FormatChecker())


def accepts(name: str, **answer: object) -> bool:
    return validator(name).is_valid(answer)


def variables() -> dict[str, dict[str, Any]]:
    """Every property that is told to the engine, by its variable."""
    return {
        field["x-variable"]: field
        for form in FORMS.values()
        for field in form["properties"].values()
        if "x-variable" in field
    }


def conditions() -> dict[str, set[object]]:
    """The values every variable is compared with on a flow; a plain copy counts as the variable."""
    compared: dict[str, set[object]] = {}
    for drawing in DRAWINGS:
        for flow in drawing.flows:
            for name, value in compared_in(drawing.condition(flow) or ""):
                compared.setdefault(name, set()).add(value)
    copies = [text.split(" = ") for drawing in DRAWINGS for text in drawing.find("//bpmn:script/text()")]
    return compared | {source: compared[copy] for copy, source in copies if copy in compared}


def compared_in(condition: str) -> list[tuple[str, object]]:
    """`a == 'x'`, `a == True`, and a bare `a` wherever they stand in a condition; `!=` chooses no value."""
    words = re.findall(r"(\w+) == '(\w+)'", condition)
    flags = [(name, value == "True") for name, value in re.findall(r"(\w+) == (True|False)", condition)]
    return [*words, *flags, *((name, True) for name in re.findall(r"refer_\w+", condition))]


def test_every_human_task_has_a_form_and_every_form_a_task() -> None:
    named = {drawing.property_of(node, "form") for drawing, node in user_tasks().values()}
    assert named == FORMS.keys()


def test_a_task_is_called_like_its_form_but_for_forms_that_several_tasks_share() -> None:
    for id_, (drawing, node) in user_tasks().items():
        name = id_.replace("_", "-")
        shared = next((form for form in SHARED_FORMS if name.startswith(f"{form}-")), None)
        assert drawing.property_of(node, "form") == (shared or name)


def test_the_limit_on_a_task_is_one_of_the_rule_table_and_its_form_asks_for_the_reason() -> None:
    for drawing, node in user_tasks().values():
        limit = drawing.property_of(node, "limit")
        form = FORMS[drawing.property_of(node, "form") or ""]
        assert form["properties"].get("lateness_reason", {}).get("x-limit-reason") == limit
        assert limit is None or limit in limit_names()


NUMBERED = {"pemilu": ("P", 29, {"P11b"}), "pilkada": ("K", 23, {"K21b"})}


@pytest.mark.parametrize("regime", NUMBERED)
def test_every_numbered_step_of_the_procedure_has_its_rule(regime: str) -> None:
    letter, last, second_clocks = NUMBERED[regime]
    numbered = {f"{letter}{number:02}" for number in range(1, last + 1)}
    assert set(RULES.steps(Regime(regime))) == numbered | second_clocks


def test_every_fact_that_starts_or_stops_a_clock_is_asked_by_a_form_or_comes_with_the_case() -> None:
    asked = {
        field["x-fact"]
        for form in FORMS.values()
        for field in form["properties"].values()
        if "x-fact" in field
    }
    of_clocks = {kind for rule in RULES.rules for kind in (*rule.starts_on, *rule.stops_on)}
    assert of_clocks - asked == {FactKind.VIOLATION_KNOWN, FactKind.REPORT_SUBMITTED}


def test_what_a_form_asks_of_a_fact_is_its_time_its_zone_and_its_document_and_never_the_time_of_entry() -> (
    None
):
    fact = FORMS["registration"]["$defs"]["fact"]
    assert fact["properties"].keys() == {"at", "zone", "document", "evidence"}
    assert fact["additionalProperties"] is False
    assert fact["properties"]["zone"]["enum"] == ["WIB", "WITA", "WIT"]


@each_form
def test_a_form_is_a_sound_schema_of_its_own_and_takes_no_unknown_field(name: str) -> None:
    form = FORMS[name]
    Draft202012Validator.check_schema(form)
    assert form["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert form["$id"] == f"urn:gakkumdu:form:{name}"
    assert form["additionalProperties"] is False
    assert not accepts(name, surprise=1)


@each_form
def test_a_form_speaks_both_languages(name: str) -> None:
    form = FORMS[name]
    for titled in (form, *form["properties"].values(), *form.get("$defs", {}).values()):
        assert titled["title"]
        assert titled["x-title-en"]
        assert ("description" in titled) == ("x-description-en" in titled)
        assert set(titled.get("enum", [])) == set(titled.get("x-enum-titles", {}))
    assert form["description"]


@each_form
def test_free_text_is_bounded_and_marked(name: str) -> None:
    for id_, field in FORMS[name]["properties"].items():
        if field.get("type") == "string" and "enum" not in field:
            assert field["maxLength"] <= 4000, id_
            assert field["x-free-text"] is True, id_


@each_form
def test_facts_are_of_known_kinds_and_share_one_definition(name: str) -> None:
    shared = FORMS["registration"]["$defs"]["fact"]
    fields = FORMS[name]["properties"].values()
    facts = [field for field in fields if field.get("$ref") == "#/$defs/fact"]
    assert [field for field in fields if "x-fact" in field] == facts
    assert all(field["x-fact"] in set(FactKind) for field in facts)
    assert FORMS[name].get("$defs", {}).get("fact") == (shared if facts else None)


@each_form
def test_every_required_field_may_be_named_and_every_condition_too(name: str) -> None:
    form = FORMS[name]
    required = [
        *form["required"],
        *(field for rule in form.get("allOf", []) for field in rule["then"].get("required", [])),
    ]
    assert set(required) <= form["properties"].keys()


def test_a_variable_comes_from_one_form_only() -> None:
    named = [
        f["x-variable"] for form in FORMS.values() for f in form["properties"].values() if "x-variable" in f
    ]
    assert sorted(named) == sorted(set(named))


def test_every_choice_of_a_form_has_a_flow_and_every_flow_a_choice() -> None:
    asked = conditions()
    for variable, field in variables().items():
        if variable.startswith("refer_"):
            assert asked[variable] == {True}, variable
        else:
            assert asked[variable] == set(field.get("enum", [True, False])), variable


def test_expressions_read_only_what_a_form_a_script_or_the_start_has_written() -> None:
    scripts = [text for drawing in DRAWINGS for text in drawing.find("//bpmn:script/text()")]
    written = {script.partition(" = ")[0] for script in scripts}
    known = written | variables().keys() | {"origin", "regime"}
    read = [
        drawing.condition(flow) for drawing in DRAWINGS for flow in drawing.flows if drawing.condition(flow)
    ]
    read += [script.partition(" = ")[2] for script in scripts]
    words = {name for text in read for name in re.findall(r"\b[a-z_]\w*", re.sub(r"'[^']*'", "", text or ""))}
    assert words - {"and", "or", "not"} - known == set()
    assert written & variables().keys() == set()


def test_a_script_variable_is_written_in_one_process_only() -> None:
    writers = [
        (script.text.partition(" = ")[0], drawing.name)
        for drawing in DRAWINGS
        for script in drawing.root.iterfind(".//bpmn:script", NAMESPACES)
    ]
    assert len({variable for variable, _ in writers}) == len(set(writers))


@pytest.mark.parametrize(
    "at", [None, "2024-03-08", "2024-03-08T14:30", "2024-03-08T14:30:00+07:00", "2024-03-08T07:30:00Z"]
)
def test_a_fact_may_be_a_day_a_time_or_unknown(at: str | None) -> None:
    assert accepts("discussion-3", discussion_3_held={"at": at})


@pytest.mark.parametrize(
    "value",
    [
        "2024-03-08",
        {},
        {"at": "8 March 2024"},
        {"at": "2024-3-8"},
        {"at": "2024-03-08T14"},
        {"at": "2024-03-08", "document": ""},
        {"at": None, "zone": "CET"},
        {"at": None, "evidence": ["one"]},
        {"at": None, "entered": "2024-03-08"},
    ],
    ids=str,
)
def test_a_fact_of_another_shape_is_refused(value: object) -> None:
    assert not accepts("discussion-3", discussion_3_held=value)


def test_a_fact_carries_the_document_the_zone_and_the_evidence_that_prove_it() -> None:
    proof = {
        "document": "B-412/L.3.15/Eku.2/03/2024",
        "zone": "WIT",
        "evidence": ["018f0000-0000-7000-8000-000000000001"],
    }
    assert accepts("court-transfer", decision="transferred", transferred={"at": "2024-03-08", **proof})


UNKNOWN = {"at": None}
NO_OTHERS = {"administrative": False, "ethics": False, "other_law": False}
ONE_AGENT = {"officer": "018f0000-0000-7000-8000-0000000000d1", "mandate": "ST-12/2024"}


@pytest.mark.parametrize(
    ("name", "short", "missing"),
    [
        (
            "finding-decision",
            {"decision": "not_found", "violation_found": UNKNOWN, "finding_decided": UNKNOWN},
            "reason",
        ),
        ("initial-study", {"decision": "not_registered", "initial_study_completed": UNKNOWN}, "reason"),
        ("initial-study", {"decision": "incomplete", "initial_study_completed": UNKNOWN}, "reason"),
        ("completion", {"decision": "lapsed"}, "reason"),
        ("preliminary-decision", {"decision": "closed"}, "reason"),
        ("tracing", {"decision": "closed", "tracing_closed": UNKNOWN}, "reason"),
        ("inquiry", {"decision": "not_enough"}, "reason"),
        ("discussion-2", {"decision": "not_crime", "discussion_2_held": UNKNOWN}, "reason"),
        (
            "plenary",
            {
                "decision": "stop",
                "plenary_decided": UNKNOWN,
                "criminal_line_closed": UNKNOWN,
                **NO_OTHERS,
            },
            "reason",
        ),
        (
            "police-investigation",
            {"decision": "sp3", "investigation_started": UNKNOWN, "investigation_stopped": UNKNOWN},
            "reason",
        ),
        ("suspect-examination", {"decision": "sp3", "investigation_stopped": UNKNOWN}, "reason"),
        ("suspect-wanted", {"decision": "give_up"}, "reason"),
        ("hand-over", {"decision": "in_absentia", "handed_over": UNKNOWN}, "reason"),
        ("appeal-filing", {"decision": "not_filed", "appeal_waived": UNKNOWN}, "reason"),
        ("kpu-follow-up", {"decision": "not_followed_up"}, "reason"),
        ("file-recheck", {"decision": "not_complete"}, "reason"),
        ("hand-over", {"decision": "not_possible"}, "reason"),
        ("court-transfer", {"decision": "not_possible"}, "reason"),
        ("limit-passed", {"decision": "end"}, "reason"),
        ("file-check", {"decision": "returned", "file_returned": UNKNOWN}, "instructions"),
    ],
)
def test_a_stop_needs_its_reason(name: str, short: dict[str, object], missing: str) -> None:
    assert not accepts(name, **short)
    assert not accepts(name, **short, **{missing: "  "})
    assert accepts(name, **short, **{missing: "Unsur tidak terpenuhi."})


def test_a_fact_that_one_choice_asks_for_is_refused_with_another() -> None:
    """Else a clock would stop by a fact that the decision denies."""
    for name, form in FORMS.items():
        rules = form.get("allOf", [])
        sometimes = {fact for rule in rules for fact in rule["then"].get("required", [])}
        facts = {id_ for id_ in sometimes - set(form["required"]) if "x-fact" in form["properties"][id_]}
        for choice in form["properties"].get("decision", {}).get("enum", []):
            least = filled(form, {"decision": choice})
            if name == "plenary" and choice == "refer_only":
                least["ethics"] = True
            for fact in facts:
                assert accepts(name, **least | {fact: UNKNOWN}) == (fact in least), (name, choice, fact)
    assert not accepts("file-check", decision="complete", file_complete=UNKNOWN, file_returned=UNKNOWN)
    assert not accepts("discussion-4", decision="appeal", discussion_4_held=UNKNOWN, appeal_waived=UNKNOWN)


def test_a_file_is_complete_or_returned_with_the_fact_that_says_so() -> None:
    assert accepts("file-check", decision="complete", file_complete=UNKNOWN)
    assert not accepts("file-check", decision="complete")
    assert not accepts("file-check", decision="returned", instructions="Lengkapi keterangan saksi.")


def test_a_study_is_completed_or_extended_with_the_day_and_the_reason() -> None:
    study = {"clarification_held": UNKNOWN}
    assert accepts("clarification-study", **study, extended=False, study_completed=UNKNOWN)
    assert not accepts("clarification-study", **study, extended=False)
    extended = {**study, "extended": True, "study_extended": UNKNOWN}
    assert not accepts("clarification-study", **extended)
    assert accepts("clarification-study", **extended, extension_reason="Saksi ahli belum hadir.")


def test_a_signature_dissents_with_reasons_and_is_absent_with_a_stand_in_by_mandate() -> None:
    assert accepts("signature", stance="concurring")
    assert not accepts("signature", stance="dissenting")
    assert accepts("signature", stance="dissenting", reasons=WORDS)
    assert not accepts("signature", stance="absent", reasons=WORDS)
    assert not accepts("signature", stance="absent", stand_in=ONE_AGENT)
    assert not accepts("signature", stance="absent", reasons=WORDS, stand_in={"officer": "a"})
    assert accepts("signature", stance="absent", reasons=WORDS, stand_in=ONE_AGENT)
    assert not accepts("signature", stance="abstaining")


def test_the_file_for_forwarding_has_fourteen_parts_each_present_or_explained() -> None:
    answer = filled(FORMS["forwarding"], {})
    parts = answer["file"]
    assert len(parts) == 14
    assert accepts("forwarding", **answer)
    for part in parts:
        missing = {id_: value for id_, value in parts.items() if id_ != part}
        assert not accepts("forwarding", **answer | {"file": missing})
        assert not accepts("forwarding", **answer | {"file": parts | {part: {"present": False}}})
        assert not accepts(
            "forwarding", **answer | {"file": parts | {part: {"present": False, "reason": " "}}}
        )
        explained = {"present": False, "reason": "Menyusul."}
        assert accepts("forwarding", **answer | {"file": parts | {part: explained}})


def test_the_plenary_refers_nothing_when_it_stops_and_something_when_it_only_refers() -> None:
    decided = {"plenary_decided": UNKNOWN, "reason": WORDS}
    one = NO_OTHERS | {"ethics": True}
    closed = {**decided, "criminal_line_closed": UNKNOWN}
    assert accepts("plenary", decision="stop", **closed, **NO_OTHERS)
    assert not accepts("plenary", decision="stop", **closed, **one)
    assert accepts("plenary", decision="refer_only", **closed, **one)
    assert not accepts("plenary", decision="refer_only", **closed, **NO_OTHERS)
    assert accepts("plenary", decision="forward", **decided, **one)


def test_the_plenary_says_when_it_closed_the_criminal_line_and_only_then() -> None:
    decided = {"plenary_decided": UNKNOWN, "reason": WORDS, **NO_OTHERS}
    assert not accepts("plenary", decision="stop", **decided)
    assert not accepts("plenary", decision="forward", **decided, criminal_line_closed=UNKNOWN)


def test_parties_are_named_by_their_ids_only() -> None:
    one = "018f0000-0000-7000-8000-000000000001"
    assert accepts("registration", registered=UNKNOWN, reported_parties=[one])
    assert not accepts("registration", registered=UNKNOWN, reported_parties=[one, one])
    assert not accepts("registration", registered=UNKNOWN, reported_parties=["Budi"])
