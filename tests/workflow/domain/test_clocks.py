from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workflow.domain.law import CALENDAR, RULES, explained, facts
from workflow.domain.clocks import CaseFacts, Clock, Origin, TrackFacts, compute_clocks, touched_clocks
from workflow.domain.facts import FactKind
from workflow.domain.rules import Regime, Scope

Times = Mapping[str, str | None]


def clocks_of(
    times: Times,
    *,
    regime: Regime = Regime.PEMILU,
    origin: Origin = Origin.REPORT,
    ended: bool = False,
) -> dict[str, Clock]:
    case = CaseFacts(regime=regime, origin=origin, facts=facts(**times), ended=ended)
    return {clock.rule.step: clock for clock in compute_clocks(case, rules=RULES, calendar=CALENDAR)}


def clocks(**times: str | None) -> dict[str, Clock]:
    """The clocks of a report in the general election."""
    return clocks_of(times)


def finding(**times: str | None) -> dict[str, Clock]:
    return clocks_of(times, origin=Origin.FINDING)


def shown(clock: Clock) -> tuple[object, ...]:
    answer = clock.as_json()
    return tuple(str(answer[key])[:10] for key in ("start", "legal_limit", "safe_limit", "actual", "state"))


def test_the_solok_case_has_the_limits_of_its_court() -> None:
    solok = clocks(
        act_committed="2024-01-24",
        report_submitted="2024-01-29",
        file_complete="2024-03-07",
        handed_over="2024-03-07",
        transferred="2024-03-08",
        court_registered="2024-03-08",
        verdict_read=None,
    )
    assert shown(solok["P20"]) == ("2024-03-07", "2024-03-18", "2024-03-15", "2024-03-08", "in_time")
    assert shown(solok["P21"]) == ("2024-03-08", "2024-03-21", "2024-03-20", "None", "unknown")
    assert shown(solok["P04"])[:3] == ("2024-01-29", "2024-01-31", "2024-01-31")
    assert shown(solok["P02"]) == ("None", "None", "None", "2024-01-29", "unknown")
    assert shown(solok["P17"]) == ("None", "None", "None", "None", "unknown")


def test_the_sidoarjo_case_counts_from_its_finding_where_no_registration_is_known() -> None:
    sidoarjo = finding(
        act_committed="2024-01-04",
        finding_decided="2024-01-09",
        registered=None,
        forwarded="2024-01-30",
        police_report_issued=None,
        verdict_read="2024-02-26",
        appeal_filed=None,
    )
    assert shown(sidoarjo["P10"])[:3] == ("2024-01-09", "2024-01-29", "2024-01-29")
    assert sidoarjo["P10"].as_json()["start_basis"] == "finding"
    assert {step for step, clock in sidoarjo.items() if clock.as_json()["start_basis"] == "finding"} == {
        "P08",
        "P09",
        "P10",
        "P11",
        "P12",
    }
    assert shown(sidoarjo["P14"]) == ("None", "None", "None", "2024-01-30", "unknown")
    assert shown(sidoarjo["P15"])[:2] == ("2024-01-30", "2024-02-22")
    assert shown(sidoarjo["P22"]) == ("2024-02-26", "2024-02-29", "2024-02-29", "None", "unknown")


def test_a_known_registration_goes_before_the_finding() -> None:
    clock = finding(finding_decided="2024-01-09", registered="2024-01-11")["P10"]
    assert (shown(clock)[0], clock.as_json()["start_basis"]) == ("2024-01-11", "fact")


def test_a_report_never_counts_from_a_finding() -> None:
    assert clocks(finding_decided="2024-01-09", registered=None)["P10"].start is None


def test_a_finding_starts_the_same_clocks_in_pilkada() -> None:
    found = clocks_of({"finding_decided": "2024-10-08"}, regime=Regime.PILKADA, origin=Origin.FINDING)
    steps = {step for step, clock in found.items() if clock.as_json()["start_basis"] == "finding"}
    assert steps == {"K05", "K06", "K07", "K08", "K10"}


@pytest.mark.parametrize(
    ("times", "start_fact"),
    [
        ({"police_report_issued": "2024-01-31", "forwarded": "2024-01-30"}, "police_report_issued"),
        ({"police_report_issued": None, "forwarded": "2024-01-30"}, "forwarded"),
        ({"forwarded": "2024-01-30"}, "forwarded"),
    ],
)
def test_a_start_falls_back_to_the_next_known_fact(times: Times, start_fact: str) -> None:
    assert clocks(**times)["P15"].as_json()["start_fact"] == start_fact


def test_an_inside_rule_shows_its_own_start_and_counts_from_the_outer_one() -> None:
    inquiry = clocks(registered="2024-01-08", discussion_1_held="2024-01-10")["P11"]
    assert inquiry.start is not None
    assert inquiry.counted_from is not None
    assert (inquiry.start.fact, inquiry.counted_from.fact) == (
        FactKind.DISCUSSION_1_HELD,
        FactKind.REGISTERED,
    )
    assert inquiry.legal_limit == explained("P10", "2024-01-08").legal_limit


def test_an_inside_rule_is_unknown_where_the_outer_start_is() -> None:
    assert shown(clocks(discussion_1_held="2024-01-10")["P11"])[1:] == ("None", "None", "None", "unknown")


@pytest.mark.parametrize(
    ("times", "state"),
    [
        ({}, "unknown"),
        ({"file_sent": None}, "unknown"),
        ({"file_sent": "2024-03-01"}, "open"),
        ({"file_sent": "2024-03-01", "file_returned": None}, "unknown"),
        ({"file_sent": "2024-03-01", "file_returned": "2024-03-06"}, "in_time"),
        ({"file_sent": "2024-03-01", "file_returned": "2024-03-07"}, "late"),
        ({"file_sent": "2024-03-01", "file_complete": "2024-03-04"}, "unknown"),
    ],
)
def test_a_clock_is_open_until_it_is_stopped_moot_or_unknowable(times: Times, state: str) -> None:
    assert clocks(**times)["P17"].state == state


def test_a_moot_clock_names_what_made_it_so() -> None:
    assert clocks(file_sent="2024-03-01", file_complete="2024-03-04")["P17"].moot_by is FactKind.FILE_COMPLETE


def test_nothing_stays_open_in_a_case_that_has_ended() -> None:
    assert clocks_of({"file_sent": "2024-03-01"}, ended=True)["P17"].state == "unknown"


def test_a_date_between_the_two_limits_is_in_time_and_disputed() -> None:
    clock = clocks(transferred="2024-03-08", verdict_read="2024-03-21")["P21"]
    assert (clock.state, clock.standing.disputed) == ("in_time", True)


@pytest.mark.parametrize("step", ["P27", "P28"])
def test_the_limits_of_votes_run_only_where_a_result_is_set(step: str) -> None:
    without = clocks(verdict_read="2024-03-14")[step]
    assert (without.start, without.actual, without.state) == (None, None, "unknown")


def test_a_verdict_that_affects_votes_comes_five_days_before_the_result() -> None:
    found = clocks(verdict_read="2024-03-14", result_set="2024-03-20", kpu_followed_up="2024-03-15")
    assert shown(found["P27"]) == ("2024-03-20", "2024-03-15", "2024-03-15", "2024-03-14", "in_time")
    assert shown(found["P28"])[1:] == ("2024-03-14", "2024-03-14", "2024-03-15", "late")


def test_a_case_has_every_clock_of_its_regime_and_no_other() -> None:
    assert len(clocks()) == 30
    assert len(clocks_of({}, regime=Regime.PILKADA)) == 24


def test_a_start_before_the_act_was_in_force_has_no_limit() -> None:
    clock = clocks(registered="2014-05-05")["P10"]
    assert (clock.start and clock.start.time.day, clock.legal_limit, clock.state) == (
        date(2014, 5, 5),
        None,
        "unknown",
    )
    assert clocks(registered="2014-05-05")["P12"].legal_limit is None


def test_every_clock_with_a_limit_repeats_what_explain_says() -> None:
    times = {"registered": "2024-04-05", "handed_over": "2024-04-30", "verdict_read": "2024-05-08"}
    for step, clock in clocks_of(times, regime=Regime.PILKADA).items():
        if clock.counted_from and clock.counted_from.time.day:
            again = explained(step, clock.counted_from.time.day.isoformat())
            assert (clock.legal_limit, clock.safe_limit) == (again.legal_limit, again.safe_limit)


ONE, OTHER = (UUID(int=number) for number in (1, 2))


def tracked(
    case: dict[str, str | None], **tracks: dict[str, str | None]
) -> dict[tuple[str, UUID | None], Clock]:
    """The clocks of a case with the suspects `one` and `other`, by rule and track."""
    ids = {"one": ONE, "other": OTHER}
    known = CaseFacts(
        regime=Regime.PEMILU,
        origin=Origin.REPORT,
        facts=facts(**case),
        tracks={ids[name]: TrackFacts(facts(**own)) for name, own in tracks.items()},
    )
    computed = compute_clocks(known, rules=RULES, calendar=CALENDAR)
    return {(clock.rule.step, clock.track): clock for clock in computed}


FORWARDED: dict[str, str | None] = {"forwarded": "2024-01-30"}


def test_each_suspect_has_the_clocks_of_suspects_and_the_case_has_all() -> None:
    clocks = tracked(FORWARDED, one={}, other={})
    scoped = {
        rule.step for rule in RULES.rules if rule.regime is Regime.PEMILU and rule.scope is Scope.SUSPECT
    }
    assert {step for step, track in clocks if track is None} == set(RULES.steps(Regime.PEMILU))
    assert scoped == {f"P{number}" for number in range(15, 30)}
    for track in (ONE, OTHER):
        assert {step for step, of in clocks if of == track} == scoped


def test_a_suspect_starts_where_the_case_did_and_stops_alone() -> None:
    clocks = tracked(FORWARDED, one={"file_sent": "2024-02-05"}, other={"file_sent": "2024-03-05"})
    assert {track: clocks["P15", track].state for track in (ONE, OTHER)} == {ONE: "in_time", OTHER: "late"}
    assert clocks["P15", ONE].legal_limit == clocks["P15", OTHER].legal_limit
    moot = clocks["P15", None]
    assert (moot.state, moot.moot_by, moot.actual) == ("unknown", "suspect_named", None)


def test_before_a_name_the_case_runs_the_clock_alone() -> None:
    clocks = tracked(FORWARDED)
    assert (clocks["P15", None].state, clocks["P15", None].moot_by) == ("open", None)


def test_a_fact_of_one_suspect_starts_no_clock_of_another() -> None:
    clocks = tracked(FORWARDED, one={"verdict_read": "2024-03-01"}, other={})
    assert clocks["P22", ONE].state == "open"
    assert clocks["P22", OTHER].start is None


def test_rules_of_the_case_run_on_when_suspects_are_named() -> None:
    clocks = tracked({"registered": "2024-01-09"}, one={})
    assert (clocks["P10", None].state, ("P10", ONE) in clocks) == ("open", False)


def test_the_clocks_of_an_ended_track_run_no_more() -> None:
    case = CaseFacts(
        regime=Regime.PILKADA,
        origin=Origin.REPORT,
        facts=facts(forwarded="2024-10-10"),
        tracks={ONE: TrackFacts({}, ended=True), OTHER: TrackFacts({})},
    )
    states = {
        clock.track: clock.state
        for clock in compute_clocks(case, rules=RULES, calendar=CALENDAR)
        if clock.rule.step == "K11"
    }
    assert states == {None: "unknown", ONE: "unknown", OTHER: "open"}


@pytest.mark.parametrize(
    ("extended", "completed", "state"),
    [
        ("2024-01-18", "2024-01-26", "in_time"),
        ("2024-01-19", "2024-01-26", "late"),
        (None, "2024-01-26", "late"),
        ("2024-01-18", None, "in_time"),
    ],
)
def test_the_study_is_completed_or_extended_in_its_days(
    extended: str | None, completed: str | None, state: str
) -> None:
    found = clocks(registered="2024-01-09", study_extended=extended, study_completed=completed)
    assert found["P09"].state == state
    assert found["P10"].state == ("in_time" if completed else "unknown")


@pytest.mark.parametrize("step", ["P22", "K18"])
def test_nobody_is_warned_of_an_appeal_that_was_waived_and_a_later_one_is_judged(step: str) -> None:
    regime = Regime.PEMILU if step.startswith("P") else Regime.PILKADA

    def state(**times: str | None) -> str:
        return clocks_of({"verdict_read": "2024-03-14", **times}, regime=regime)[step].state

    assert state() == "open"
    assert state(appeal_waived="2024-03-15") == "unknown"
    assert state(appeal_waived=None) == "unknown"
    assert state(appeal_waived="2024-03-15", appeal_filed="2024-03-18") == "in_time"


DAYS = st.none() | st.dates(date(2023, 6, 1), date(2024, 12, 31)).map(date.isoformat)
HAPPENED = st.dictionaries(st.sampled_from(FactKind), DAYS, max_size=6)


@settings(max_examples=300, deadline=None)
@given(
    regime=st.sampled_from(Regime),
    origin=st.sampled_from(Origin),
    case=HAPPENED,
    tracks=st.dictionaries(st.sampled_from([ONE, OTHER]), HAPPENED),
    ended=st.booleans(),
)
def test_the_touched_clocks_are_all_that_a_fact_of_their_own_has_to_do_with(
    regime: Regime, origin: Origin, case: Times, tracks: dict[UUID, Times], *, ended: bool
) -> None:
    known = CaseFacts(
        regime=regime,
        origin=origin,
        facts=facts(**case),
        ended=ended,
        tracks={track: TrackFacts(facts(**own)) for track, own in tracks.items()},
    )
    entered: dict[UUID | None, set[str]] = {None: set(case)}
    entered |= {track: {*case, *own} for track, own in tracks.items()}
    assert touched_clocks(known, rules=RULES, calendar=CALENDAR) == tuple(
        clock
        for clock in compute_clocks(known, rules=RULES, calendar=CALENDAR)
        if clock.start is not None or entered[clock.track] & RULES.touched_by(clock.rule)
    )
