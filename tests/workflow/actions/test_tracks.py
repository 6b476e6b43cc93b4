"""One case, several suspects: each has facts, clocks, tasks and an outcome of its own."""

from __future__ import annotations

import json
from uuid import UUID

import pytest

from chassis.errors import InvalidInputError
from tests.workflow.builders import CaseBench, a_fact
from tests.workflow.small_procedure import AGENCIES, small_procedure
from workflow.actions.procedure import Procedure

FORWARDED = "2024-01-26"  # a Friday; the 14th working day after it is 20 February


@pytest.fixture
def case_id(small: CaseBench) -> UUID:
    """A case that the police have had since 26 January."""
    return small.start(facts=[a_fact("forwarded", FORWARDED), a_fact("police_report_issued", FORWARDED)])


def sign(bench: CaseBench, case_id: UUID, track: UUID) -> None:
    for agency in AGENCIES:
        bench.complete(case_id, f"signature_{agency}", track=track, stance="concurring")


def until_file(bench: CaseBench, case_id: UUID, track: UUID) -> None:
    """A track that stands before its file goes to the prosecutor."""
    bench.complete(case_id, "discussion_3", track=track, held={"at": "2024-01-29"})
    sign(bench, case_id, track)


def to_the_end(bench: CaseBench, case_id: UUID, track: UUID, decision: str) -> None:
    until_file(bench, case_id, track)
    bench.complete(case_id, "file_transfer", track=track, file_sent={"at": "2024-01-29"})
    bench.complete(case_id, "verdict", track=track, decision=decision)


def test_before_a_suspect_is_named_the_case_has_the_clock_of_the_investigation(
    small: CaseBench, case_id: UUID
) -> None:
    clock = small.deadlines(case_id)["P15"]
    assert (clock.state, str(clock.legal_limit)[:10]) == ("open", "2024-02-20")
    assert small.task(case_id, "police_investigation").legal_limit == clock.legal_limit


def test_a_named_suspect_has_a_track_with_the_same_start_and_the_clock_of_the_case_is_moot(
    small: CaseBench, case_id: UUID
) -> None:
    before = small.deadlines(case_id)["P15"]
    track = small.name_suspect(case_id, at="2024-01-29")
    own = small.deadlines(case_id, track=track)["P15"]
    assert (own.state, own.start_at, own.legal_limit) == ("open", before.start_at, before.legal_limit)
    assert own.id != before.id
    moot = small.deadlines(case_id)["P15"]
    assert (moot.state, moot.explanation["clock"]["moot_by"]) == ("unknown", "suspect_named")
    assert small.task(case_id, "discussion_3").track == track


def test_rules_of_the_case_have_no_clock_in_a_track(small: CaseBench, case_id: UUID) -> None:
    track = small.name_suspect(case_id)
    assert "P14" in small.deadlines(case_id)
    assert "P14" not in small.deadlines(case_id, track=track)


def test_a_task_of_a_track_records_its_facts_there_and_stops_that_clock_alone(
    small: CaseBench, case_id: UUID
) -> None:
    one, other = small.name_suspect(case_id), small.name_suspect(case_id)
    for track in (one, other):
        until_file(small, case_id, track)
    small.complete(case_id, "file_transfer", track=one, file_sent={"at": "2024-01-29"})
    assert small.deadlines(case_id, track=one)["P15"].state == "in_time"
    assert small.deadlines(case_id, track=other)["P15"].state == "open"
    assert small.deadlines(case_id)["P15"].actual is None
    (fact,) = [told for told in small.told(case_id) if told.data.get("kind") == "file_sent"]
    assert fact.data["track"] == str(one)


def test_a_limit_passes_in_the_track_that_is_late(small: CaseBench, case_id: UUID) -> None:
    one, other = small.name_suspect(case_id), small.name_suspect(case_id)
    for track in (one, other):
        until_file(small, case_id, track)
    small.complete(case_id, "file_transfer", track=one, file_sent={"at": "2024-01-29"})
    small.pass_time("2024-02-22T09:00:00+07:00")
    opened = [(task.name, task.track) for task in small.open_tasks(case_id) if task.form == "limit-passed"]
    assert opened == [("limit_passed_file", other)]
    with pytest.raises(InvalidInputError) as refused:
        small.complete(case_id, "file_transfer", track=other, file_sent={"at": "2024-02-21"})
    assert refused.value.fields[0].field == "lateness_reason"
    missed = [told.data for told in small.told(case_id) if told.type == "deadline.missed"]
    assert [(data["track"], data["rule"]) for data in missed if data["rule"] == "P15"] == [
        (str(other), "P15")
    ]


def test_suspects_may_be_named_while_others_stand_trial(small: CaseBench, case_id: UUID) -> None:
    first = small.name_suspect(case_id)
    until_file(small, case_id, first)
    small.complete(case_id, "police_investigation")
    second = small.name_suspect(case_id)
    assert {task.track for task in small.open_tasks(case_id)} == {first, second}


def test_each_track_ends_with_its_outcome_and_the_case_with_the_common_one(
    small: CaseBench, case_id: UUID
) -> None:
    one, other = small.name_suspect(case_id), small.name_suspect(case_id)
    small.complete(case_id, "police_investigation")
    to_the_end(small, case_id, one, "convicted")
    assert {id_: (track.state, track.outcome) for id_, track in small.tracks(case_id).items()} == {
        one: ("ended", "convicted"),
        other: ("running", None),
    }
    assert small.instance(case_id).state == "running"
    to_the_end(small, case_id, other, "convicted")
    assert (small.instance(case_id).state, small.instance(case_id).outcome) == ("ended", "convicted")
    told = [told.data for told in small.told(case_id) if told.type == "process.track_ended"]
    assert told == [
        {"case_id": str(case_id), "track": str(track), "outcome": "convicted"} for track in (one, other)
    ]


def test_suspects_who_end_differently_make_a_mixed_case(small: CaseBench, case_id: UUID) -> None:
    one, other = small.name_suspect(case_id), small.name_suspect(case_id)
    small.complete(case_id, "police_investigation")
    to_the_end(small, case_id, one, "convicted")
    to_the_end(small, case_id, other, "acquitted")
    assert small.instance(case_id).outcome == "mixed"
    assert small.told(case_id)[-1] == ("process.ended", {"case_id": str(case_id), "outcome": "mixed"})


def test_without_a_suspect_the_case_ends_as_the_main_line_says(small: CaseBench, case_id: UUID) -> None:
    small.complete(case_id, "police_investigation")
    assert small.instance(case_id).outcome == "sp3"


def test_the_clocks_of_an_ended_track_stop_with_it(small: CaseBench, case_id: UUID) -> None:
    one, _ = small.name_suspect(case_id), small.name_suspect(case_id)
    to_the_end(small, case_id, one, "acquitted")
    assert "open" not in {clock.state for clock in small.deadlines(case_id, track=one).values()}


def test_a_cold_process_goes_on_in_every_track(small: CaseBench, case_id: UUID) -> None:
    one, other = small.name_suspect(case_id), small.name_suspect(case_id)
    cold = CaseBench(small.database, Procedure(), small.clock)
    for track in (one, other):
        until_file(cold, case_id, track)
    assert {task.name for task in small.open_tasks(case_id) if task.track} == {"file_transfer"}


def test_a_fact_of_one_suspect_is_corrected_for_that_one_alone(small: CaseBench, case_id: UUID) -> None:
    one, other = small.name_suspect(case_id), small.name_suspect(case_id)
    until_file(small, case_id, one)
    small.complete(case_id, "file_transfer", track=one, file_sent={"at": "2024-01-29"})
    small.clock.at = small.clock.at.replace(month=3)
    small.enter(case_id, "file_sent", "2024-02-21", track=one)
    assert small.deadlines(case_id, track=one)["P15"].state == "late"
    assert small.deadlines(case_id, track=other)["P15"].actual is None


@pytest.mark.parametrize(
    ("kind", "rule"), [("registered", "kind-of-track"), ("file_sent", "known-track")], ids=["kind", "track"]
)
def test_a_fact_that_fits_no_track_is_refused(small: CaseBench, case_id: UUID, kind: str, rule: str) -> None:
    track = small.name_suspect(case_id) if rule == "kind-of-track" else case_id
    with pytest.raises(InvalidInputError) as refused:
        small.enter(case_id, kind, "2024-01-29", track=track)
    assert (refused.value.fields[0].field, refused.value.fields[0].rule) == ("track", rule)


def test_a_naming_at_an_impossible_time_opens_the_track_without_it(small: CaseBench, case_id: UUID) -> None:
    track = small.name_suspect(case_id, at="2024-01-02")
    body = json.loads(small.journal(case_id)[-1].body)
    assert body["cause"]["refused_time"] == "2024-01-02T00:00:00+07:00"
    assert small.tracks(case_id)[track].named_at is None


def test_a_naming_after_the_end_stays_in_the_history_alone(small: CaseBench, case_id: UUID) -> None:
    small.complete(case_id, "police_investigation")
    small.name_suspect(case_id)
    assert small.tracks(case_id) == {}
    assert json.loads(small.journal(case_id)[-1].body)["cause"]["kind"] == "case.suspect_named"


def test_a_naming_on_an_older_procedure_is_a_fact_of_the_case(bench: CaseBench) -> None:
    bench.deploy(small_procedure(with_tracks=False))
    case_id = bench.start(facts=[a_fact("forwarded", FORWARDED)])
    bench.name_suspect(case_id, at="2024-01-29")
    assert bench.tracks(case_id) == {}
    assert bench.deadlines(case_id)["P15"].state == "open"
    bench.complete(case_id, "police_investigation")
    assert bench.instance(case_id).outcome == "sp3"


def test_the_stage_is_that_of_the_furthest_part(small: CaseBench, case_id: UUID) -> None:
    assert small.instance(case_id).stage == "investigation"
    small.name_suspect(case_id)
    assert small.instance(case_id).stage == "investigation"
