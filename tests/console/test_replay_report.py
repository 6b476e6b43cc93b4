from __future__ import annotations

import io
from typing import Any

from rich.console import Console

from console.replay_report import show


def a_clock(**said: Any) -> dict[str, Any]:
    nothing = dict.fromkeys(("start", "start_fact", "start_basis", "legal_limit", "safe_limit", "actual"))
    known = {
        "rule": "P10",
        "suspect": None,
        "limit": "study_extended",
        "state": "unknown",
        "still_open": False,
    }
    return {**nothing, **known, "disputed": False, **said}


def shown(*clocks: dict[str, Any], **said: Any) -> str:
    case = {
        "case_id": "RC-002",
        "outcome": "convicted",
        "ended": False,
        "outcome_in_file": "convicted [sic]",
        "regime": "pemilu",
        "office": "35.15",
        "zone": "WIB",
        "suspects": [{"suspect": 1, "state": "running", "outcome": None}],
        "clocks": list(clocks),
        "journey": [
            {"task": "intake", "decision": None, "explained_lateness": False},
            {"task": "verdict", "decision": "convicted", "explained_lateness": True},
        ],
        "waits_for": [{"task": "discussion_4", "agency": "bawaslu"}],
        "notes": [],
        "other_dated_events": [],
    }
    out = io.StringIO()
    show({"cases": [{**case, **said}]}, Console(file=out, width=100))
    return out.getvalue()


def test_a_known_clock_has_a_line_with_its_days() -> None:
    page = shown(
        a_clock(
            start="2024-01-09T00:00:00+07:00",
            start_basis="finding",
            legal_limit="2024-01-29T23:59:59+07:00",
        )
    )
    assert "P10  study extended  2024-01-09*  2024-01-29" in page
    assert "* counted from the finding" in page


def test_a_time_of_day_is_shown_where_it_says_more() -> None:
    assert "2024-01-10 15:30" in shown(a_clock(actual="2024-01-10T15:30:00+07:00"))


def test_clocks_of_which_no_date_is_known_are_named_in_one_line() -> None:
    page = shown(a_clock(), a_clock(rule="P12"))
    assert "unknown, for want of a date: P10, P12" in page


def test_with_several_suspects_a_clock_says_whose_it_is() -> None:
    two = [{"suspect": number, "state": "ended", "outcome": "expired"} for number in (1, 2)]
    clock = a_clock(rule="P21", limit="trial", suspect=2, actual="2024-01-10T00:00:00+07:00")
    assert "P21  trial, suspect 2" in shown(clock, suspects=two)
    assert "suspect 2" not in shown(clock)
    assert "(2 suspects)" in shown(clock, suspects=two)


def test_what_all_suspects_did_is_told_once() -> None:
    stop = {"task": "hand_over", "decision": "not_possible", "explained_lateness": True}
    page = shown(journey=[stop, stop], notes=["one", "one"], waits_for=[])
    assert "Journey  hand over [not_possible]\n" in page
    assert page.count("late, and the file gives no reason: hand_over") == 1
    assert page.count("note: one") == 1


def test_what_still_runs_is_shown_as_open() -> None:
    assert "still open" in shown(a_clock(start="2024-01-09T00:00:00+07:00", still_open=True))


def test_the_journey_says_how_far_the_case_went_and_what_it_waits_for() -> None:
    assert "taken in > verdict [convicted] ... waits for discussion_4 (bawaslu)" in shown()


def test_the_words_of_the_file_are_shown_as_they_are() -> None:
    assert "the file: convicted [sic]" in shown()


def test_a_passed_limit_without_a_reason_is_said() -> None:
    assert "late, and the file gives no reason: verdict" in shown()


def test_other_dated_events_are_shown_as_not_used() -> None:
    event = {"date": "2024-10-30", "event": "P-21", "precision": "reported_on"}
    assert "told, not used: P-21 2024-10-30 (reported_on)" in shown(other_dated_events=[event])
