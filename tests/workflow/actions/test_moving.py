"""A case goes back to an earlier task: later work closes, facts stay, and what could be lost or told twice is refused."""

from __future__ import annotations

import pytest

from chassis.errors import InvalidInputError, NotAllowedError, VersionMismatchError, WrongStateError
from tests.workflow.actions.standstill import (
    COORDINATOR,
    WHY,
    bodies,
    completion_of,
    coordinator_of,
    move,
    suspend,
)
from tests.workflow.builders import CaseBench, an_officer, expecting
from workflow.actions.tasks import claim_task
from workflow.domain.instance import CaseSuspendedError
from workflow.engine import fold, genesis, restore
from workflow.storage.unit import WorkflowUnit

POLICE = coordinator_of("polri")


def test_the_task_opens_again_as_another_and_the_later_ones_close(bench: CaseBench) -> None:
    case_id = bench.until_registered()
    old = bench.complete(case_id, "discussion_1", discussion_1_held={"at": "2024-01-29"})
    move(bench, case_id, completion_of(bench, case_id, "discussion_1"))
    (task,) = bench.open_tasks(case_id)
    assert (task.name, task.state, task.id == old.id) == ("discussion_1", "open", False)
    kinds = [told.type for told in bench.told(case_id)][-4:]
    assert kinds == ["task.cancelled"] * 3 + ["task.created"]


def test_tags_of_before_fit_nothing_that_is_open(bench: CaseBench) -> None:
    case_id = bench.until_registered()
    done = bench.complete(case_id, "discussion_1", discussion_1_held={"at": "2024-01-29"})
    closed = bench.task(case_id, "signature_bawaslu")
    move(bench, case_id, completion_of(bench, case_id, "discussion_1"))
    for task in (done, closed):
        with (
            bench.database.unit_of_work(WorkflowUnit) as unit,
            pytest.raises((VersionMismatchError, WrongStateError)),
        ):
            claim_task(unit, task.id, officer=an_officer(), expected=expecting(task.version))


def test_the_journal_says_where_to_who_and_why_and_the_fold_stands_there(bench: CaseBench) -> None:
    case_id = bench.until_registered()
    bench.complete(case_id, "discussion_1", discussion_1_held={"at": "2024-01-29"})
    to = completion_of(bench, case_id, "discussion_1")
    move(bench, case_id, to)
    entry = bodies(bench, case_id)[-1]
    assert (entry["cause"]["kind"], entry["cause"]["to"]) == ("case.moved_back", to)
    assert entry["cause"]["actor"] == COORDINATOR.id
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        assert unit.journal.words(case_id)[entry["texts"]["reason"]] == WHY
        definition = bench.procedure.version(bench.instance(case_id).definition, unit.definitions).definition
        snapshot, deltas = unit.journal.newest_state(case_id)
    live = restore(fold(snapshot or genesis(definition, case_id), deltas), definition)
    assert [task.bpmn_id for task in live.open_tasks()] == ["discussion_1"]


def test_work_beside_it_goes_on_in_the_same_hands(bench: CaseBench) -> None:
    case_id = bench.until_registered()
    bench.discuss(case_id, "discussion_1", discussion_1_held={"at": "2024-01-29"})
    inquiry = bench.claim(case_id, "inquiry")
    bench.answer(case_id, "clarification_study")
    move(bench, case_id, completion_of(bench, case_id, "clarification_study"))
    assert {task.name for task in bench.open_tasks(case_id)} == {"clarification_study", "inquiry"}
    beside = bench.task(case_id, "inquiry")
    assert (beside.id, beside.assignee, beside.version) == (inquiry.id, inquiry.assignee, inquiry.version)


def test_facts_stay_and_are_superseded_when_the_task_is_done_again(bench: CaseBench) -> None:
    case_id = bench.until_registered()
    bench.discuss(case_id, "discussion_1", discussion_1_held={"at": "2024-01-29"})
    to = completion_of(bench, case_id, "discussion_1")
    before = bench.deadlines(case_id)["P08"]
    move(bench, case_id, to)
    assert bench.deadlines(case_id)["P08"] == before
    bench.complete(case_id, "discussion_1", discussion_1_held={"at": "2024-01-26"})
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        zone = bench.task(case_id, "signature_polri").zone
        held = [
            found for found in unit.facts.all(case_id, zone=zone) if found.fact.kind == "discussion_1_held"
        ]
    assert [found.superseded_by is None for found in held] == [False, True]


def test_minutes_that_are_opened_again_are_signed_again_by_all(bench: CaseBench) -> None:
    case_id = bench.until_registered()
    bench.discuss(case_id, "discussion_1", discussion_1_held={"at": "2024-01-29"})
    move(bench, case_id, completion_of(bench, case_id, "discussion_1"))
    bench.discuss(case_id, "discussion_1", discussion_1_held={"at": "2024-01-29"})
    assert bench.discussions(case_id) == [("discussion_1", None)] * 2
    assert {task.name for task in bench.open_tasks(case_id)} == {"clarification_study", "inquiry"}


def test_half_signed_minutes_are_left_behind_and_signed_anew(bench: CaseBench) -> None:
    case_id = bench.until_registered()
    bench.complete(case_id, "discussion_1", discussion_1_held={"at": "2024-01-29"})
    bench.complete(case_id, "signature_polri", stance="concurring")
    move(bench, case_id, completion_of(bench, case_id, "discussion_1"))
    bench.discuss(case_id, "discussion_1", discussion_1_held={"at": "2024-01-29"})
    assert bench.discussions(case_id) == [("discussion_1", None)]


def test_signatures_are_not_opened_without_their_minutes(bench: CaseBench) -> None:
    case_id = bench.until_registered()
    bench.discuss(case_id, "discussion_1", discussion_1_held={"at": "2024-01-29"})
    with pytest.raises(WrongStateError) as refused:
        move(bench, case_id, completion_of(bench, case_id, "signature_polri"), officer=POLICE)
    assert refused.value.fields[0].rule == "joint-decision"


def test_a_case_does_not_go_back_behind_its_registration(bench: CaseBench) -> None:
    case_id = bench.until_registered()
    with pytest.raises(WrongStateError) as refused:
        move(bench, case_id, completion_of(bench, case_id, "registration"))
    assert refused.value.fields[0].rule == "told-once"


def test_nor_while_its_number_is_awaited(bench: CaseBench) -> None:
    case_id = bench.start()
    unknown = {"at": None}
    bench.complete(case_id, "initial_study", decision="complete", initial_study_completed=unknown)
    bench.complete(case_id, "registration", registered={"at": "2024-01-29"})
    with pytest.raises(WrongStateError) as refused:
        move(bench, case_id, completion_of(bench, case_id, "registration"))
    assert refused.value.fields[0].rule == "answer-awaited"


def test_one_suspect_goes_back_and_the_other_stays(small: CaseBench) -> None:
    case_id = small.start()
    one, other = small.name_suspect(case_id), small.name_suspect(case_id)
    for track in (one, other):
        small.discuss(case_id, "discussion_3", track=track, held={"at": "2024-01-29"})
        small.complete(case_id, "file_transfer", track=track, file_sent={"at": "2024-01-29"})
    to = next(
        body["sequence"]
        for body in bodies(small, case_id)
        if body["cause"].get("task") == "file_transfer" and body["cause"].get("track") == str(one)
    )
    move(small, case_id, to, officer=POLICE)
    names = {task.track: task.name for task in small.open_tasks(case_id) if task.track}
    assert names == {one: "file_transfer", other: "verdict"}
    small.complete(case_id, "file_transfer", track=one, file_sent={"at": "2024-01-29"})
    small.complete(case_id, "verdict", track=one, decision="acquitted")
    assert small.tracks(case_id)[one].outcome == "acquitted"


def test_a_track_that_is_over_is_not_opened_again(small: CaseBench) -> None:
    case_id = small.start()
    track = small.name_suspect(case_id)
    small.discuss(case_id, "discussion_3", track=track, held={"at": "2024-01-29"})
    small.complete(case_id, "file_transfer", track=track, file_sent={"at": "2024-01-29"})
    small.complete(case_id, "verdict", track=track, decision="acquitted")
    with pytest.raises(WrongStateError, match="cannot go back"):
        move(small, case_id, completion_of(small, case_id, "file_transfer"), officer=POLICE)


def test_a_passed_limit_asks_for_its_reason_at_once(bench: CaseBench) -> None:
    case_id = bench.until_registered()
    bench.until_discussion_2(case_id)
    to = completion_of(bench, case_id, "inquiry_file")
    bench.pass_time("2024-03-20T09:00:00+07:00")
    move(bench, case_id, to, officer=POLICE)
    assert "inquiry_file" in {task.name for task in bench.open_tasks(case_id)}


@pytest.mark.parametrize("to", [1, 99])
def test_only_to_the_completion_of_a_task(bench: CaseBench, to: int) -> None:
    case_id = bench.until_registered()
    with pytest.raises(InvalidInputError):
        move(bench, case_id, to)


def test_only_coordinators_of_the_agency_of_the_task(bench: CaseBench) -> None:
    case_id = bench.until_registered()
    bench.discuss(case_id, "discussion_1", discussion_1_held={"at": "2024-01-29"})
    to = completion_of(bench, case_id, "discussion_1")
    for officer in (an_officer(), POLICE):
        with pytest.raises(NotAllowedError):
            move(bench, case_id, to, officer=officer)


def test_a_suspended_case_does_not_move(bench: CaseBench) -> None:
    case_id = bench.until_registered()
    bench.discuss(case_id, "discussion_1", discussion_1_held={"at": "2024-01-29"})
    suspend(bench, case_id)
    with pytest.raises(CaseSuspendedError):
        move(bench, case_id, completion_of(bench, case_id, "discussion_1"))
