"""A step changes facts, deadlines, engine, journal, inbox and events together."""

from __future__ import annotations

import hashlib
import json

import pytest
from sqlalchemy import text

from chassis.errors import InvalidInputError, WrongStateError
from tests.workflow.builders import UNKNOWN, CaseBench, an_officer
from workflow.actions.procedure import Procedure
from workflow.domain.errors import ImpossibleFactError
from workflow.domain.journal import GENESIS
from workflow.storage.unit import WorkflowUnit


def test_a_report_begins_with_its_initial_study(bench: CaseBench) -> None:
    case_id = bench.start()
    (task,) = bench.open_tasks(case_id)
    assert (task.name, task.agency, task.form) == ("initial_study", "bawaslu", "initial-study")


def test_a_finding_begins_with_the_plenary_decision(bench: CaseBench) -> None:
    case_id = bench.start(origin="finding")
    assert [task.name for task in bench.open_tasks(case_id)] == ["finding_decision"]


def test_registration_starts_the_clocks_and_hangs_them_on_the_tasks(bench: CaseBench) -> None:
    case_id = bench.until_registered(registered="2024-01-09")
    deadlines = bench.deadlines(case_id)
    assert deadlines["P10"].legal_limit is not None
    assert deadlines["P10"].legal_limit.isoformat() == "2024-01-29T23:59:59+07:00"
    assert bench.task(case_id, "discussion_1").due_at == deadlines["P08"].safe_limit


def test_an_unknown_date_leaves_its_clocks_unknown(bench: CaseBench) -> None:
    deadlines = bench.deadlines(bench.until_registered(registered=None))
    assert {deadlines[rule].state for rule in ("P08", "P09", "P10", "P12")} == {"unknown"}
    assert deadlines["P10"].legal_limit is None


def test_the_journal_is_one_unbroken_chain(bench: CaseBench) -> None:
    entries = bench.journal(bench.until_registered())
    previous = GENESIS
    for number, entry in enumerate(entries, start=1):
        assert (entry.sequence, entry.previous) == (number, previous)
        assert hashlib.sha256(previous + entry.body).digest() == entry.hash
        assert entry.delta is not None
        assert json.loads(entry.body)["delta_sha256"] == hashlib.sha256(entry.delta).hexdigest()
        previous = entry.hash


def test_the_journal_names_cause_actor_and_versions(bench: CaseBench) -> None:
    body = json.loads(bench.journal(bench.until_registered())[1].body)
    assert body["cause"]["kind"] == "task.completed"
    assert body["cause"]["actor"] == "bawaslu-karawang"
    assert set(body["versions"]) == {"definition", "form", "rules", "calendar"}


def test_a_cold_process_goes_on_where_a_warm_one_stopped(bench: CaseBench) -> None:
    case_id = bench.until_registered()
    cold = CaseBench(bench.database, Procedure(), bench.clock)
    cold.answer(case_id, "discussion_1")
    bench.sign(case_id)
    cold.answer(case_id, "clarification_study")
    assert [task.name for task in bench.open_tasks(case_id)] == ["inquiry"]


def test_free_text_stays_out_of_the_chain(bench: CaseBench) -> None:
    case_id = bench.start()
    bench.complete(
        case_id,
        "initial_study",
        decision="complete",
        initial_study_completed=UNKNOWN,
        notes="the witness is the neighbour",
    )
    assert not [
        entry for entry in bench.journal(case_id) if b"neighbour" in entry.body + (entry.delta or b"")
    ]


def test_a_refused_form_names_its_fields_and_changes_nothing(bench: CaseBench) -> None:
    case_id = bench.start()
    before = bench.instance(case_id)
    with pytest.raises(InvalidInputError) as refused:
        bench.complete(case_id, "initial_study", decision="perhaps", surprise=1)
    assert {problem.field for problem in refused.value.fields} >= {"decision", "answers"}
    assert bench.instance(case_id) == before
    assert bench.task(case_id, "initial_study").state == "claimed"


def test_a_fact_before_the_one_it_follows_is_refused(bench: CaseBench) -> None:
    case_id = bench.until_registered(registered="2024-01-29")
    bench.until_discussion_2(case_id)
    with pytest.raises(ImpossibleFactError):
        bench.complete(case_id, "discussion_2", decision="crime", discussion_2_held={"at": "2024-01-02"})
    assert bench.task(case_id, "discussion_2").state == "claimed"


def test_a_task_is_completed_once(bench: CaseBench) -> None:
    case_id = bench.start()
    done = bench.complete(case_id, "initial_study", decision="complete", initial_study_completed=UNKNOWN)
    with pytest.raises(WrongStateError):
        done.complete(an_officer(), now=bench.clock.at)


def test_every_step_tells_the_others(bench: CaseBench) -> None:
    case_id = bench.until_registered()
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        told = unit.session.execute(
            text("SELECT type, sequence FROM outbox WHERE subject = :case ORDER BY position"),
            {"case": str(case_id)},
        ).all()
    assert [row.sequence for row in told] == list(range(1, len(told) + 1))
    assert {row.type for row in told} >= {
        "process.started",
        "task.created",
        "task.claimed",
        "task.completed",
        "fact.recorded",
        "deadline.started",
        "process.advanced",
    }


def test_of_an_answer_nothing_but_its_choices_reaches_the_engine(bench: CaseBench) -> None:
    case_id = bench.start()
    proved = {"at": "2024-01-28", "document": "DOK-77/2024"}
    bench.complete(
        case_id,
        "initial_study",
        decision="not_registered",
        initial_study_completed=proved,
        reason="RAHASIA",
        notes="SAKSI-KUNCI",
    )
    deltas = b"".join(entry.delta or b"" for entry in bench.journal(case_id))
    assert b"not_registered" in deltas
    for kept_out in (b"RAHASIA", b"SAKSI-KUNCI", b"DOK-77", b"2024-01-28", b"initial_study_completed"):
        assert kept_out not in deltas
