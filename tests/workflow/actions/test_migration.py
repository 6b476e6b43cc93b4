"""Cases go over to another version in the background, each by itself, are told why not, and can go back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import create_engine

from chassis.clock import FixedClock
from chassis.database import Database
from chassis.errors import InvalidInputError, NotAllowedError, NotFoundError, WrongStateError
from chassis.paging import PageRequest
from tests.support.drawing import Process, drawn
from tests.support.postgres import TestDatabase
from tests.workflow.actions.standstill import bodies, cancel, causes, gets_stuck, move, put, suspend
from tests.workflow.actions.standstill import repair as bench_repair
from tests.workflow.actions.test_incidents import retry
from tests.workflow.actions.test_whole_cases import under_investigation, until_judged
from tests.workflow.builders import MONDAY, CaseBench, an_officer, expecting
from tests.workflow.procedures import Files, a_form, a_procedure
from workflow.actions import migration as migrations
from workflow.actions.forecast import forecast
from workflow.actions.migration import move_next_case, must_migrate, order_migration, order_undoing
from workflow.actions.procedure import Procedure
from workflow.api.task_acts import ACTS, Asked
from workflow.domain.migration import Comparison, DryRun, HalfFilled, Migration, MovedCase, Selection
from workflow.domain.officer import Level, Role
from workflow.domain.task import HumanTask
from workflow.engine import fold, genesis, restore
from workflow.storage.unit import WorkflowUnit
from workflow.timers import migration_rounds

ADMINISTRATOR = an_officer(
    id="administrator", office="00", level=Level.NATIONAL, roles=frozenset({Role.ADMINISTRATOR})
)


def a_line(
    *tasks: str, script: str = "outcome = 'done'", lane: str = "bawaslu", form: str = "study"
) -> Files:
    """Tasks one after another, all with one form, then a script."""
    process = Process("handling", lanes={lane: list(tasks)})
    work = [process.task(task, form=form) for task in tasks]
    process.chain(process.start(), *work, process.script("conclude", script), process.end())
    return a_procedure({"handling.bpmn": drawn(process).decode(), f"forms/{form}.json": a_form()})


def forked(*extra: str) -> Files:
    """Two tasks at once, a join, and these after it."""
    process = Process("handling", lanes={"bawaslu": ["a", "b", *extra]})
    process.add("parallelGateway", "fork")
    process.add("parallelGateway", "join")
    process.chain(process.start(), "fork")
    for task in ("a", "b"):
        process.chain("fork", process.task(task, form="study"), "join")
    more = [process.task(task, form="study") for task in extra]
    process.chain("join", *more, process.script("conclude", "outcome = 'done'"), process.end())
    return a_procedure({"handling.bpmn": drawn(process).decode()})


def version(bench: CaseBench) -> str:
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        return unit.definitions.newest() or ""


def order(
    bench: CaseBench, selection: Selection | None = None, *, renamed: Mapping[str, str] | None = None
) -> Migration:
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        return order_migration(
            unit,
            selection or Selection(),
            target=None,
            renamed=renamed or {},
            reason="putusan baru",
            officer=ADMINISTRATOR,
        )


def work_off(bench: CaseBench) -> None:
    migration_rounds(bench.database, bench.procedure)()


def migrate(
    bench: CaseBench, selection: Selection | None = None, *, renamed: Mapping[str, str] | None = None
) -> Migration:
    """Ordered and done."""
    ordered = order(bench, selection, renamed=renamed)
    work_off(bench)
    return found(bench, ordered.id)


def undo(bench: CaseBench, migration: Migration, cases: Sequence[UUID] | None = None) -> Migration:
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        ordered = order_undoing(unit, migration.id, cases=cases, reason="keliru", officer=ADMINISTRATOR)
    work_off(bench)
    return found(bench, ordered.id)


def found(bench: CaseBench, migration_id: UUID) -> Migration:
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        migration = unit.migrations.get(migration_id)
    assert migration is not None
    return migration


def fates(bench: CaseBench, migration: Migration) -> dict[UUID, MovedCase]:
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        return {case.case_id: case for case in unit.migrations.cases(migration.id, PageRequest()).items}


def dry_run(bench: CaseBench, **renamed: str) -> DryRun:
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        return forecast(
            unit, bench.procedure, Selection(), target=None, renamed=renamed, after=None, limit=50
        )


def names(bench: CaseBench, case_id: UUID) -> list[str]:
    return sorted(task.name for task in bench.open_tasks(case_id))


def test_a_case_goes_on_under_the_new_drawing_and_version(bench: CaseBench) -> None:
    put(bench, a_line("a"))
    case_id = bench.start()
    old = version(bench)
    put(bench, a_line("a", "b"))
    migration = migrate(bench)
    assert (migration.state, migration.total, migration.done, migration.moved) == ("done", 1, 1, 1)
    assert bench.instance(case_id).definition == version(bench) != old
    bench.complete(case_id, "a", decision="x")
    assert names(bench, case_id) == ["b"]
    bench.complete(case_id, "b", decision="x")
    assert bench.instance(case_id).outcome == "done"


def test_the_journal_names_both_versions_who_ordered_it_and_why(bench: CaseBench) -> None:
    put(bench, a_line("a"))
    case_id = bench.start()
    old = version(bench)
    put(bench, a_line("a", "b"))
    migration = migrate(bench)
    before, entry = bodies(bench, case_id)
    assert (before["versions"]["definition"], entry["versions"]["definition"]) == (old, version(bench))
    cause = entry["cause"]
    assert (cause["kind"], cause["from"], cause["to"]) == ("case.migrated", old, version(bench))
    assert (cause["actor"], cause["migration"]) == (ADMINISTRATOR.id, str(migration.id))
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        assert unit.journal.words(case_id)[entry["texts"]["reason"]] == "putusan baru"
    assert fates(bench, migration)[case_id].sequence == entry["sequence"] == 2


def test_the_journal_folds_to_the_new_version_also_behind_a_snapshot(
    bench: CaseBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workflow.actions.steps.STEPS_PER_SNAPSHOT", 1)
    put(bench, a_line("a"))
    case_id = bench.start()
    put(bench, a_line("a", "b"))
    migrate(bench)
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        definition = bench.procedure.version(version(bench), unit.definitions).definition
        snapshot, deltas = unit.journal.newest_state(case_id)
        whole = unit.journal.deltas_before(case_id, 99)
    states = [fold(snapshot or b"", deltas), fold(genesis(definition, case_id), whole)]
    assert states[0] == states[1]
    assert [task.bpmn_id for task in restore(states[0], definition).open_tasks()] == ["a"]


def test_a_bulk_takes_every_case_it_can_and_says_of_the_others_why_not(bench: CaseBench) -> None:
    put(bench, a_line("a", "b"))
    first, second, third = (bench.start() for _ in range(3))
    bench.complete(first, "a", decision="x")
    put(bench, a_line("a", "c"))
    migration = migrate(bench)
    assert (migration.total, migration.done, migration.moved, migration.refused) == (3, 3, 2, 1)
    (why,) = fates(bench, migration)[first].hindrances
    assert (why.element, "the case stands there" in why.reason) == ("b", True)
    assert names(bench, first) == ["b"]
    assert {bench.instance(case_id).definition for case_id in (second, third)} == {version(bench)}
    assert bench.instance(first).sequence == 2


def test_an_element_of_another_name_goes_over_when_the_name_is_given(bench: CaseBench) -> None:
    put(bench, a_line("a"))
    case_id = bench.start()
    task = bench.claim(case_id, "a")
    put(bench, a_line("renamed"))
    assert migrate(bench).refused == 1
    assert migrate(bench, renamed={"a": "renamed"}).moved == 1
    (after,) = bench.open_tasks(case_id)
    assert (after.id, after.name, after.assignee) == (task.id, "renamed", task.assignee)
    assert after.version > task.version


def test_a_task_in_another_lane_goes_to_that_agency_and_to_nobody(bench: CaseBench) -> None:
    put(bench, a_line("a"))
    case_id = bench.start()
    bench.claim(case_id, "a")
    put(bench, a_line("a", lane="polri"))
    migrate(bench)
    (task,) = bench.open_tasks(case_id)
    assert (task.agency, task.state, task.assignee) == ("polri", "open", None)
    last = bench.told(case_id)[-1]
    assert (last.type, last.data["agency"]) == ("task.moved", "polri")


def test_what_one_agency_drafted_is_not_for_the_next(bench: CaseBench) -> None:
    put(bench, a_line("a"))
    case_id = bench.start()
    task = bench.claim(case_id, "a")
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        said = {"answers": {"decision": "half"}}
        ACTS["draft"](Asked(unit, bench.procedure, task.id, an_officer(), expecting(0), lambda: said))
    put(bench, a_line("a", lane="polri"))
    migrate(bench)
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        assert unit.drafts.of(task.id).answers == {}


def test_whoever_read_a_form_that_changes_reads_it_again(bench: CaseBench) -> None:
    put(bench, a_line("a"))
    case_id = bench.start()
    task = bench.claim(case_id, "a")
    put(bench, {**a_line("a"), "forms/study.json": a_form(more={"type": "string", "x-free-text": True})})
    assert dry_run(bench).cases[0].forms_changed == ["study"]
    migrate(bench)
    assert bench.task(case_id, "a").version == task.version + 1
    bench.complete_claimed(case_id, "a", decision="x", more="words")


def test_the_selection_is_by_version_office_and_case(bench: CaseBench) -> None:
    put(bench, a_line("a"))
    old = version(bench)
    here, there = bench.start(), bench.start(office="51.01")
    put(bench, a_line("a", "b"))
    middle, between = version(bench), bench.start()
    put(bench, a_line("a", "b", "c"))
    assert order(bench, Selection(source=old)).total == 2
    assert order(bench, Selection(source=middle)).total == 1
    assert order(bench, Selection(office="32")).total == 2
    assert order(bench, Selection(office="51.01")).total == 1
    assert order(bench, Selection(office="00")).total == 3
    assert order(bench, Selection(cases=(here, between))).total == 2
    assert order(bench, Selection(source=old, cases=(there, between))).total == 1


def test_the_dry_run_lists_what_would_change_and_changes_nothing(bench: CaseBench) -> None:
    put(bench, forked())
    case_id = bench.start()
    bench.complete(case_id, "a", decision="x")
    old, journal = version(bench), bench.journal(case_id)
    put(bench, forked("c"))
    told = dry_run(bench)
    (case,) = told.cases
    assert (case.possible, case.opens, case.closes, case.moves) == (True, [], [], [])
    assert case.half_filled_joins == [HalfFilled("handling", "join", ("a",), ("b",))]
    assert told.comparisons == [Comparison(old, [], ["handling#c"], [], [])]
    assert (bench.journal(case_id), bench.instance(case_id).definition) == (journal, old)
    migrate(bench)
    bench.complete(case_id, "b", decision="x")
    assert names(bench, case_id) == ["c"]


def test_the_dry_run_says_why_a_case_would_stay(bench: CaseBench) -> None:
    put(bench, a_line("a"))
    bench.start()
    put(bench, a_line("renamed"))
    told = dry_run(bench)
    (case,) = told.cases
    assert (case.possible, [found.element for found in case.hindrances]) == (False, ["a"])
    assert told.comparisons[0].removed == ["handling#a"]
    (case,) = dry_run(bench, a="renamed").cases
    ((moved),) = case.moves
    assert (moved.before.name, moved.after.name) == ("a", "renamed")


def test_the_dry_run_names_variables_that_running_cases_will_lack(bench: CaseBench) -> None:
    put(bench, a_line("a"))
    case_id = bench.start()
    asks = {"enum": ["1", "2"], "x-variable": "fresh"}
    files = a_line("before", "a", script="outcome = str(int(fresh))")
    put(bench, {**files, "forms/study.json": a_form(fresh=asks)})
    assert dry_run(bench).comparisons[0].unset_variables == ["fresh"]
    migrate(bench)
    gets_stuck(bench, lambda: bench.complete(case_id, "a", decision="x"))
    bench_repair(bench, case_id, fresh="2")
    bench.complete_claimed(case_id, "a", decision="x")
    assert bench.instance(case_id).outcome == "2"


def test_the_dry_run_shows_timers_and_messages(bench: CaseBench) -> None:
    def waiting(*, with_tracks: bool) -> Files:
        top = Process("handling", lanes={"bawaslu": ["a", "x"] if with_tracks else ["a"]})
        top.chain(top.start(), top.task("a", form="study"), top.end())
        if with_tracks:
            track = Process("tracks")
            track.messages.append("suspect.named")
            message = '<bpmn:messageEventDefinition messageRef="m_suspect_named"/>'
            track.add("startEvent", "named", message, isInterrupting="false")
            track.chain("named", track.task("x", form="study"), track.end())
            top.inner_process(track, by_event=True)
        return a_procedure({"handling.bpmn": drawn(top).decode()})

    put(bench, waiting(with_tracks=False))
    bench.start()
    put(bench, waiting(with_tracks=True))
    (case,) = dry_run(bench).cases
    assert (case.messages_added, case.messages_dropped) == (["suspect.named"], [])
    assert (case.timers_started, case.timers_stopped) == ([], [])


def test_a_dry_run_goes_on_where_it_stopped(bench: CaseBench) -> None:
    put(bench, a_line("a"))
    cases = sorted(bench.start() for _ in range(3))
    put(bench, a_line("a", "b"))
    seen: list[UUID] = []
    after: UUID | None = None
    for _ in range(2):
        with bench.database.unit_of_work(WorkflowUnit) as unit:
            told = forecast(unit, bench.procedure, Selection(), target=None, renamed={}, after=after, limit=2)
        seen += [case.case_id for case in told.cases]
        after = told.next
    assert (seen, after, told.total) == (cases, None, 3)


def test_an_undone_case_is_back_on_its_version_with_the_same_task(bench: CaseBench) -> None:
    put(bench, a_line("a"))
    case_id = bench.start()
    old, (task,) = version(bench), bench.open_tasks(case_id)
    put(bench, a_line("a", "b"))
    migration = migrate(bench)
    undone = undo(bench, migration)
    assert (undone.total, undone.moved, undone.undoes) == (1, 1, migration.id)
    assert fates(bench, undone)[case_id].fate == "undone"
    assert bench.instance(case_id).definition == old
    assert [found.id for found in bench.open_tasks(case_id)] == [task.id]
    entry = bodies(bench, case_id)[-1]
    assert (entry["cause"]["kind"], entry["versions"]["definition"]) == ("case.migration_undone", old)
    bench.complete(case_id, "a", decision="x")
    assert bench.instance(case_id).state == "ended"


def test_a_case_that_took_a_step_since_stays_and_says_so(bench: CaseBench) -> None:
    put(bench, a_line("a", "b"))
    stays, goes = bench.start(), bench.start()
    put(bench, a_line("a", "b", "c"))
    migration = migrate(bench)
    bench.complete(stays, "a", decision="x")
    undone = undo(bench, migration)
    assert (undone.moved, undone.refused) == (1, 1)
    assert "steps since" in fates(bench, undone)[stays].hindrances[0].reason
    assert fates(bench, undone)[goes].fate == "undone"


def test_what_moved_no_token_does_not_keep_a_case_from_going_back(bench: CaseBench) -> None:
    put(bench, a_line("a"))
    case_id = bench.start()
    put(bench, a_line("a", "b"))
    migration = migrate(bench)
    suspend(bench, case_id)
    assert undo(bench, migration).moved == 1
    assert bench.instance(case_id).state == "suspended"


def test_some_cases_of_a_migration_are_undone(bench: CaseBench) -> None:
    put(bench, a_line("a"))
    one, other = bench.start(), bench.start()
    put(bench, a_line("a", "b"))
    migration = migrate(bench)
    undo(bench, migration, [one])
    assert bench.instance(other).definition == version(bench) != bench.instance(one).definition


def test_only_a_finished_migration_is_undone_and_no_undoing(bench: CaseBench) -> None:
    put(bench, a_line("a"))
    bench.start()
    put(bench, a_line("a", "b"))
    ordered = order(bench)
    with pytest.raises(WrongStateError):
        undo(bench, ordered)
    work_off(bench)
    with pytest.raises(WrongStateError):
        undo(bench, undo(bench, ordered))
    with pytest.raises(NotFoundError):
        undo(bench, Migration(**{**vars(ordered), "id": UUID(int=1)}))


def test_work_that_was_cut_short_goes_on_where_it_stood(
    bench: CaseBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(bench, a_line("a"))
    cases = sorted(bench.start() for _ in range(3))
    put(bench, a_line("a", "b"))
    ordered = order(bench)
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        move_next_case(unit, bench.procedure)
    assert (found(bench, ordered.id).done, found(bench, ordered.id).state) == (1, "running")

    def killed(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(migrations, "migrate_case", killed)
        with pytest.raises(KeyboardInterrupt):
            work_off(bench)
    assert [bench.instance(case_id).sequence for case_id in cases] == [2, 1, 1]
    work_off(bench)
    assert [bench.instance(case_id).sequence for case_id in cases] == [2, 2, 2]
    assert found(bench, ordered.id).moved == 3


def test_two_timers_share_the_work_while_officers_go_on_and_no_case_goes_twice(
    committed_database: TestDatabase,
) -> None:
    engine = create_engine(committed_database.url, pool_size=8)
    bench = CaseBench(
        Database(engine, source="workflow", clock=FixedClock(MONDAY)), Procedure(), FixedClock(MONDAY)
    )
    put(bench, a_line("a", "b"))
    cases = [bench.start() for _ in range(12)]
    put(bench, a_line("a", "b", "c"))
    ordered = order(bench)

    def timers() -> None:
        rounds = migration_rounds(bench.database, Procedure())
        while found(bench, ordered.id).state == "running":
            rounds()

    def officers() -> None:
        for case_id in cases:
            bench.complete(case_id, "a", decision="x")

    with ThreadPoolExecutor() as threads:
        for work in [threads.submit(timers), threads.submit(timers), threads.submit(officers)]:
            work.result()
    assert (found(bench, ordered.id).moved, found(bench, ordered.id).refused) == (12, 0)
    assert [causes(bench, case_id).count("case.migrated") for case_id in cases] == [1] * 12
    for case_id in cases:
        bench.complete(case_id, "b", decision="x")
        assert names(bench, case_id) == ["c"]
    engine.dispose()


def test_a_broken_drawing_is_mended_by_a_migration_and_a_retry(bench: CaseBench) -> None:
    put(bench, a_line("a", script="outcome = int(origin)"))
    case_id = bench.start()
    gets_stuck(bench, lambda: bench.complete(case_id, "a", decision="x"))
    put(bench, a_line("a"))
    assert migrate(bench).moved == 1
    assert bench.instance(case_id).state == "incident"
    retry(bench, case_id)
    bench.complete_claimed(case_id, "a", decision="x")
    assert bench.instance(case_id).outcome == "done"


def test_ended_cases_are_no_part_of_it(bench: CaseBench) -> None:
    put(bench, a_line("a"))
    case_id = bench.start()
    cancel(bench, case_id)
    put(bench, a_line("a", "b"))
    assert migrate(bench).total == 0


def test_a_case_does_not_move_back_behind_its_migration(bench: CaseBench) -> None:
    put(bench, a_line("a", "b"))
    case_id = bench.start()
    bench.complete(case_id, "a", decision="x")
    put(bench, a_line("a", "b", "c"))
    migrate(bench)
    with pytest.raises(WrongStateError) as refused:
        move(bench, case_id, 2)
    assert "another version" in refused.value.fields[0].en


def test_real_cases_go_over_to_the_same_drawings_at_every_stage(bench: CaseBench) -> None:
    """With the procedure as it ships, and a comment more in it."""
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        files = unit.definitions.files(unit.definitions.newest() or "")
    cases = [bench.start(), bench.until_registered()]
    signed = bench.until_registered()
    bench.complete(signed, "discussion_1", discussion_1_held={"at": "2024-01-29"})
    bench.complete(signed, "signature_polri", stance="concurring")
    suspected = bench.until_registered()
    bench.until_discussion_2(suspected)
    bench.until_investigation(suspected)
    bench.name_suspect(suspected)
    bench.name_suspect(suspected)
    cases += [signed, suspected]
    before = {case_id: [task.id for task in bench.open_tasks(case_id)] for case_id in cases}
    put(bench, {**files, "handling.bpmn": files["handling.bpmn"] + "<!-- again -->"})
    told = dry_run(bench)
    assert [case.hindrances for case in told.cases if not case.possible] == []
    assert [case.half_filled_joins for case in told.cases if case.case_id == signed] != [[]]
    migration = migrate(bench, Selection(cases=tuple(cases)))
    assert (migration.moved, migration.refused) == (4, 0)
    assert {case_id: [task.id for task in bench.open_tasks(case_id)] for case_id in cases} == before
    for agency in ("bawaslu", "kejaksaan"):
        bench.complete(signed, f"signature_{agency}", stance="concurring")
    assert names(bench, signed) == ["clarification_study", "inquiry"]


class RestlessBench(CaseBench):
    """Takes every case to another version of the same drawings before each completion."""

    versions: tuple[str, ...] = ()
    moves = 0

    def complete(self, case_id: UUID, name: str, **answers: Any) -> HumanTask:
        now_on = self.instance(case_id).definition
        target = next(version for version in self.versions if version != now_on)
        with self.database.unit_of_work(WorkflowUnit) as unit:
            selection = Selection(cases=(case_id,))
            ordered = order_migration(
                unit, selection, target=target, renamed={}, reason="x", officer=ADMINISTRATOR
            )
        work_off(self)
        assert found(self, ordered.id).moved == 1, fates(self, ordered)
        self.moves += 1
        return super().complete(case_id, name, **answers)


def test_a_whole_case_that_goes_over_before_every_task_ends_as_it_would_have(bench: CaseBench) -> None:
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        files = unit.definitions.files(unit.definitions.newest() or "")
    restless = RestlessBench(bench.database, bench.procedure, bench.clock)
    old = version(bench)
    put(bench, {**files, "suspect.bpmn": files["suspect.bpmn"] + "<!-- again -->"})
    restless.versions = (old, version(bench))
    case_id = under_investigation(restless)
    stopped, tried = restless.name_suspect(case_id), restless.name_suspect(case_id)
    restless.answer(case_id, "police_investigation", decision="suspects_named")
    restless.answer(case_id, "suspect_examination", track=stopped, decision="sp3")
    until_judged(restless, case_id, tried, "acquitted")
    while names_left := names(bench, case_id):
        restless.answer(case_id, names_left[0])
    outcomes = {track.outcome for track in bench.tracks(case_id).values()}
    assert (bench.instance(case_id).outcome, outcomes) == ("mixed", {"sp3", "acquitted"})
    assert restless.moves > 20


def test_only_known_versions_and_administrators_of_the_nation(bench: CaseBench) -> None:
    must_migrate(ADMINISTRATOR)
    for officer in (an_officer(), an_officer(roles=frozenset({Role.ADMINISTRATOR}))):
        with pytest.raises(NotAllowedError):
            must_migrate(officer)
    with bench.database.unit_of_work(WorkflowUnit) as unit, pytest.raises(InvalidInputError):
        order_migration(unit, Selection(), target="0" * 64, renamed={}, reason="x", officer=ADMINISTRATOR)
