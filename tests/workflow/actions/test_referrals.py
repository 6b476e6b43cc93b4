"""Violations of other kinds: each has its own fact, and its own clock the day the table has a rule for it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tests.workflow.builders import UNKNOWN, CaseBench
from tests.workflow.conftest import BPMN
from workflow.actions.procedure import procedure_files
from workflow.domain.law import RULES_FILE

REAL = procedure_files(BPMN)


def with_a_limit_on_ethics() -> dict[str, str]:
    """A lawyer adds a row: referred within three working days of the plenary's decision."""
    table = REAL[RULES_FILE]
    begin = table.index('<rule id="pemilu-P06-2017-08-16">')
    row = table[begin : table.index("</rule>", begin) + len("</rule>")]
    for said, instead in (
        ("P06", "P13e"),
        ('"registration"', '"referral_ethics"'),
        ('"registration_decided"', '"plenary_decided"'),
        ('"registered"', '"referred_ethics"'),
        (">1<", ">3<"),
    ):
        assert said in row
        row = row.replace(said, instead)
    return {**REAL, RULES_FILE: table[:begin] + row + table[begin:]}


def decided(bench: CaseBench, **kinds: Any) -> UUID:
    """A plenary that forwards the crime and refers what else the event was."""
    case_id = bench.until_registered()
    bench.until_discussion_2(case_id)
    bench.answer(case_id, "discussion_2", decision="crime")
    bench.sign(case_id)
    nothing = {"administrative": False, "ethics": False, "other_law": False}
    bench.answer(
        case_id, "plenary", decision="forward", plenary_decided={"at": "2024-01-29"}, **nothing | kinds
    )
    return case_id


def test_each_kind_has_its_own_task_and_its_own_fact_with_its_document(bench: CaseBench) -> None:
    case_id = decided(bench, administrative=True, ethics=True)
    proved = {"at": "2024-01-29", "document": "SM-5/2024"}
    bench.answer(case_id, "referral_ethics", referred=proved)
    bench.answer(case_id, "referral_administrative", referred=UNKNOWN)
    recorded = {
        event.data["kind"]: event.data for event in bench.told(case_id) if event.type == "fact.recorded"
    }
    assert recorded["referred_ethics"]["document"] == "SM-5/2024"
    assert recorded["referred_ethics"]["at"] == "2024-01-29T00:00:00+07:00"
    assert recorded["referred_administrative"]["at"] is None
    assert "referred_other_law" not in recorded


def test_a_row_of_the_table_gives_one_kind_a_clock_beside_the_criminal_line(bench: CaseBench) -> None:
    bench.deploy(with_a_limit_on_ethics())
    case_id = decided(bench, ethics=True, other_law=True)
    clock = bench.deadlines(case_id)["P13e"]
    assert clock.legal_limit is not None
    assert (clock.state, clock.legal_limit.date().isoformat()) == ("open", "2024-02-01")
    assert bench.deadlines(case_id)["P14"].state == "open"
    bench.answer(case_id, "referral_ethics", referred={"at": "2024-01-29"})
    assert bench.deadlines(case_id)["P13e"].state == "in_time"
    assert bench.deadlines(case_id)["P14"].state == "open"


def test_a_case_that_only_refers_is_warned_of_no_forwarding(bench: CaseBench) -> None:
    case_id = bench.until_registered()
    bench.until_discussion_2(case_id)
    bench.answer(case_id, "discussion_2", decision="not_crime")
    bench.sign(case_id)
    decided: dict[str, Any] = {
        "plenary_decided": {"at": "2024-01-29"},
        "criminal_line_closed": {"at": "2024-01-29"},
    }
    bench.answer(
        case_id,
        "plenary",
        decision="refer_only",
        administrative=False,
        ethics=True,
        other_law=False,
        **decided,
    )
    clock = bench.deadlines(case_id)["P14"]
    assert (clock.state, clock.next_alert_at) == ("unknown", None)
    assert [task.name for task in bench.open_tasks(case_id)] == ["referral_ethics"]
