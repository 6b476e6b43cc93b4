"""After a change of the law every running clock is computed anew, case by case, and nothing old is lost."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import create_engine, event, select, text

from chassis.clock import FixedClock
from chassis.database import Database
from chassis.paging import PageRequest
from tests.support.postgres import TestDatabase
from tests.workflow.builders import MONDAY, CaseBench
from tests.workflow.conftest import BPMN
from tests.workflow.procedures import with_holidays
from workflow.actions import recomputation
from workflow.actions.clocks import DeadlineChange, recompute
from workflow.actions.deploy import deploy
from workflow.actions.procedure import Procedure, procedure_files
from workflow.actions.recomputation import recompute_next_cases
from workflow.domain.errors import CalendarError, Refusal, Words
from workflow.domain.law import Law
from workflow.storage.casework import Casework
from workflow.storage.clock_tables import DeadlineHistoryRow
from workflow.storage.deadlines import DeadlineStore
from workflow.storage.recomputations import Recomputation
from workflow.storage.unit import WorkflowUnit
from workflow.timers import recomputation_rounds

REAL = procedure_files(BPMN)


def decree(bench: CaseBench, *days: str, edition: str = "decree") -> None:
    """A decree takes these days off, from now on for everybody."""
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        deploy(unit, with_holidays(REAL, *days, edition=edition))


def recompute_all(bench: CaseBench) -> None:
    recomputation_rounds(bench.database, bench.procedure)()


def job(database: Database) -> Recomputation:
    with database.unit_of_work(WorkflowUnit) as unit:
        return unit.recomputations.page(PageRequest()).items[0]


def events(bench: CaseBench, case_id: UUID) -> list[dict[str, Any]]:
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        rows = unit.session.execute(
            text("SELECT data FROM outbox WHERE subject = :id AND type = 'deadline.recomputed'"),
            {"id": str(case_id)},
        )
        return [row.data for row in rows]


def day_of(bench: CaseBench, case_id: UUID, rule: str) -> str:
    limit = bench.deadlines(case_id)[rule].legal_limit
    assert limit is not None
    return limit.date().isoformat()


def test_a_decree_moves_the_open_deadlines_of_every_case(bench: CaseBench) -> None:
    cases = [bench.until_registered() for _ in range(3)]
    assert {day_of(bench, case_id, "P09") for case_id in cases} == {"2024-02-07"}
    decree(bench, "2024-01-31")
    recompute_all(bench)
    assert {day_of(bench, case_id, "P09") for case_id in cases} == {"2024-02-12"}


def test_a_calendar_that_kept_its_name_moves_them_too(bench: CaseBench) -> None:
    case_id = bench.until_registered()
    decree(bench, "2024-01-31")
    recompute_all(bench)
    decree(bench, "2024-01-31", "2024-02-01")
    recompute_all(bench)
    assert day_of(bench, case_id, "P09") == "2024-02-13"


def test_the_old_computation_is_kept_and_the_journal_says_why(bench: CaseBench) -> None:
    case_id = bench.until_registered()
    before = bench.deadlines(case_id)["P09"]
    decree(bench, "2024-01-31")
    recompute_all(bench)
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        kept = unit.session.scalars(
            select(DeadlineHistoryRow).where(DeadlineHistoryRow.deadline_id == before.id)
        ).all()
    entry = json.loads(bench.journal(case_id)[-1].body)
    assert kept[-1].explanation == before.explanation
    assert kept[-1].sequence == entry["sequence"]
    assert entry["cause"]["kind"] == "law.changed"
    assert "decree" in entry["versions"]["calendar"]
    assert entry["cause"]["calendar"][1] == entry["versions"]["calendar"]


def test_only_what_moved_is_news(bench: CaseBench) -> None:
    case_id = bench.until_registered()
    decree(bench, "2024-01-31")
    recompute_all(bench)
    told = {event["rule"] for event in events(bench, case_id)}
    assert {"P09", "P10"} <= told
    assert "P08" not in told  # hours run through holidays
    assert "decree" in bench.deadlines(case_id)["P08"].explanation["explanation"]["calendar"]


def test_a_confirmed_rule_is_news_and_its_limits_are_unconfirmed_no_more(bench: CaseBench) -> None:
    case_id = bench.until_registered()
    assert bench.task(case_id, "discussion_1").limit_unconfirmed
    table = REAL["time-limits.dmn"]
    for column, said in (("confirmed_by", '"Dr. Sari"'), ("confirmed_on", '"2026-11-20"')):
        cell = f'<outputEntry id="pemilu-P08-2017-08-16-{column}"><text>'
        assert f"{cell}</text>" in table
        table = table.replace(f"{cell}</text>", f"{cell}{said}</text>")
    bench.deploy({**REAL, "time-limits.dmn": table})
    recompute_all(bench)
    assert not bench.task(case_id, "discussion_1").limit_unconfirmed
    (told,) = events(bench, case_id)
    assert (told["rule"], told["unconfirmed"]) == ("P08", False)


def test_the_inbox_shows_the_new_limit(bench: CaseBench) -> None:
    case_id = bench.until_registered()
    bench.discuss(case_id, "discussion_1", discussion_1_held={"at": "2024-01-29"})
    bench_task = bench.task(case_id, "clarification_study")
    decree(bench, "2024-01-31")
    recompute_all(bench)
    again = bench.task(case_id, "clarification_study")
    assert bench_task.legal_limit is not None
    assert again.legal_limit is not None
    assert again.legal_limit > bench_task.legal_limit


def test_a_clock_that_stopped_keeps_the_law_it_stopped_under(bench: CaseBench) -> None:
    case_id = bench.until_registered()
    bench.complete(case_id, "discussion_1", discussion_1_held={"at": "2024-01-29"})
    met = bench.deadlines(case_id)["P08"]
    decree(bench, "2024-01-31")
    recompute_all(bench)
    assert bench.deadlines(case_id)["P08"] == met


def test_progress_counts_cases_and_moved_deadlines(bench: CaseBench) -> None:
    for _ in range(3):
        bench.until_registered()
    decree(bench, "2024-01-31")
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        recompute_next_cases(unit, bench.procedure, batch=1)
    half = job(bench.database)
    assert (half.state, half.total, half.done) == ("running", 3, 1)
    recompute_all(bench)
    done = job(bench.database)
    assert (done.state, done.done, done.failed) == ("done", 3, 0)
    assert done.changed == 3 * half.changed
    assert done.finished_at is not None


def test_work_that_was_cut_short_goes_on_where_it_stood(
    bench: CaseBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = sorted(bench.until_registered() for _ in range(3))
    decree(bench, "2024-01-31")
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        recompute_next_cases(unit, bench.procedure, batch=1)
    lengths = {case_id: bench.instance(case_id).sequence for case_id in cases}

    def killed(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(DeadlineStore, "save", killed)
        with pytest.raises(KeyboardInterrupt):
            recompute_all(bench)
    assert {case_id: bench.instance(case_id).sequence for case_id in cases} == lengths
    recompute_all(bench)
    assert job(bench.database).done == 3
    grown = [bench.instance(case_id).sequence - lengths[case_id] for case_id in cases]
    assert grown == [0, 1, 1]


def test_a_killed_process_is_followed_by_one_that_does_the_rest_and_nothing_twice(
    committed_database: TestDatabase, procedure: Procedure
) -> None:
    engine = create_engine(committed_database.url)
    clock = FixedClock(MONDAY)
    bench = CaseBench(Database(engine, source="workflow", clock=clock), procedure, clock)
    cases = sorted(bench.until_registered() for _ in range(4))
    decree(bench, "2024-01-31")
    child = [sys.executable, "-m", "tests.support.recomputation_child", committed_database.url]
    assert subprocess.run(child, check=False, cwd=BPMN.parent).returncode == -signal.SIGKILL
    half = job(bench.database)
    assert (half.state, half.done, half.cursor) == ("running", 1, cases[0])
    recompute_all(bench)
    assert (job(bench.database).state, job(bench.database).done) == ("done", 4)
    assert {day_of(bench, case_id, "P09") for case_id in cases} == {"2024-02-12"}
    for case_id in cases:
        kinds = [json.loads(entry.body)["cause"]["kind"] for entry in bench.journal(case_id)]
        assert kinds.count("law.changed") == 1
    engine.dispose()


def test_a_case_whose_own_step_was_faster_is_left_alone(bench: CaseBench) -> None:
    case_id = bench.until_registered()
    decree(bench, "2024-01-31")
    bench.complete(case_id, "discussion_1", discussion_1_held={"at": "2024-01-29"})
    length = bench.instance(case_id).sequence
    recompute_all(bench)
    assert bench.instance(case_id).sequence == length
    assert day_of(bench, case_id, "P09") == "2024-02-12"


def test_a_case_that_cannot_be_computed_holds_up_nobody(
    bench: CaseBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = sorted(bench.until_registered() for _ in range(2))
    decree(bench, "2024-01-31")

    def failing(work: Casework, law: Law, *, now: datetime) -> list[DeadlineChange]:
        if work.instance.case_id == bad:
            words = Words("tahun", "year")
            raise CalendarError(Refusal("start", "calendar-range", words, words))
        return recompute(work, law, now=now)

    monkeypatch.setattr(recomputation, "recompute", failing)
    recompute_all(bench)
    assert (job(bench.database).failed, job(bench.database).state) == (1, "done")
    assert day_of(bench, good, "P09") == "2024-02-12"
    assert day_of(bench, bad, "P09") == "2024-02-07"


def test_ten_times_as_many_cases_take_as_many_statements(bench: CaseBench) -> None:
    asked: list[str] = []
    event.listen(bench.database.bind, "before_cursor_execute", lambda _c, _k, said, *_: asked.append(said))

    def statements(cases: int, *days: str) -> int:
        for _ in range(cases):
            bench.until_registered()
        decree(bench, *days)
        with bench.database.unit_of_work(WorkflowUnit) as unit:
            bench.procedure.law(unit.definitions)
        asked.clear()
        recompute_all(bench)
        return len(asked)

    assert statements(1, "2024-01-31") == statements(9, "2024-01-31", "2024-02-01")


def test_work_goes_round_a_case_that_somebody_has_in_hand(
    committed_database: TestDatabase, procedure: Procedure
) -> None:
    engine = create_engine(committed_database.url)
    bench = CaseBench(
        Database(engine, source="workflow", clock=FixedClock(MONDAY)), procedure, FixedClock(MONDAY)
    )
    cases = sorted(bench.until_registered() for _ in range(3))
    decree(bench, "2024-01-31")
    with bench.database.unit_of_work(WorkflowUnit) as officer:
        officer.instances.lock(cases[1])
        with bench.database.unit_of_work(WorkflowUnit) as unit:
            recompute_next_cases(unit, procedure, batch=3)
        assert job(bench.database).done == 1
    recompute_all(bench)
    assert (job(bench.database).done, job(bench.database).state) == (3, "done")
    assert {day_of(bench, case_id, "P09") for case_id in cases} == {"2024-02-12"}
    engine.dispose()


def test_an_ended_case_is_not_touched(bench: CaseBench) -> None:
    case_id = bench.start()
    bench.complete(
        case_id, "initial_study", decision="not_registered", initial_study_completed={"at": None}, reason="x"
    )
    length = bench.instance(case_id).sequence
    decree(bench, "2024-01-31")
    recompute_all(bench)
    assert bench.instance(case_id).sequence == length
