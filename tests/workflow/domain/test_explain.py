from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workflow.domain.law import CALENDAR, RULES, explained, facts
from workflow.domain.errors import CalendarError
from workflow.domain.explain import Explanation, explain, explain_step
from workflow.domain.facts import FactTime, Precision
from workflow.domain.rules import Kind, Regime, Rule, Unit
from workflow.domain.zones import Zone


def test_the_finding_of_the_sidoarjo_case_must_be_forwarded_by_29_january() -> None:
    answer = explained("P10", "2024-01-09", "35.15")
    assert answer.as_json()["legal_limit"] == "2024-01-29T23:59:59+07:00"


def test_the_trial_of_the_solok_case_ends_on_thursday_or_for_safety_on_wednesday() -> None:
    answer = explained("P21", "2024-03-08", "13.02").as_json()
    assert (answer["legal_limit"], answer["safe_limit"]) == (
        "2024-03-21T23:59:59+07:00",
        "2024-03-20T23:59:59+07:00",
    )


def test_a_skipped_day_is_shown_with_its_kind_and_its_name() -> None:
    first = explained("P06", "2024-03-08").as_json()["skipped"]
    assert isinstance(first, list)
    assert first[2] == {"day": "2024-03-11", "kind": "holiday", "reason": "Hari Suci Nyepi"}


def test_skipped_belongs_to_the_legal_limit_and_skipped_safe_to_the_safe_one() -> None:
    answer = explained("P21", "2024-03-08")
    only_legal = {off.day for off in answer.skipped} - {off.day for off in answer.skipped_safe}
    assert only_legal == {date(2024, 3, 12)}


def test_a_window_answers_with_null_limits_and_a_note() -> None:
    answer = explained("P03", "2024-01-09").as_json()
    assert (answer["legal_limit"], answer["safe_limit"], answer["skipped"]) == (None, None, [])
    assert answer["notes"]


def test_a_rule_inside_another_has_the_others_limit_and_says_so() -> None:
    inner, outer = explained("K15", "2024-11-15"), explained("K16", "2024-11-15")
    assert (inner.limits, inner.counted_by) == (outer.limits, outer.counted_by)
    assert any("lies inside the limit of K16" in note.en for note in inner.notes)


def test_other_readings_of_the_act_are_shown() -> None:
    assert _readings(explained("P01", "2024-03-08")) == {"7 CD": date(2024, 3, 15)}
    # 14 working days end on 26 September; 3 more on 1 October, 3 more on 4 October.
    assert explained("K11", "2024-09-05").legal_limit == datetime(2024, 9, 26, 23, 59, 59, tzinfo=Zone.WIB.tz)
    assert _readings(explained("K12", "2024-09-05")) == {"14 WD + 3 WD + 3 WD": date(2024, 10, 4)}


def test_a_reading_from_another_fact_needs_that_fact() -> None:
    rule = RULES.lookup(Regime.PEMILU, "P21", on=date(2024, 3, 8))
    start = FactTime.on(date(2024, 3, 8), Zone.WIB)
    hearing = facts(first_hearing_held="2024-03-13")
    known = explain(rule, start, rules=RULES, calendar=CALENDAR, known=hearing)
    assert _readings(known) == {"from first_hearing_held": date(2024, 3, 22)}
    assert _readings(explained("P21", "2024-03-08")) == {"from first_hearing_held": None}


@pytest.mark.parametrize(
    ("step", "start", "years"),
    [
        ("P10", "2026-12-01", ()),
        ("P10", "2026-12-22", (2027,)),
        ("P10", "2027-12-22", (2027, 2028)),
        ("K01", "2028-05-05", ()),
        ("P08", "2028-05-05", ()),
    ],
)
def test_a_limit_that_needs_an_estimated_calendar_is_provisional(
    step: str, start: str, years: tuple[int, ...]
) -> None:
    answer = explained(step, start)
    assert answer.provisional_years == years
    assert answer.as_json()["provisional"] is bool(years)
    assert sum("provisional" in note.en for note in answer.notes) == len(years)


def test_a_last_day_that_is_off_is_pointed_out_where_nothing_rolls_forward() -> None:
    notes = explained("K01", "2024-12-18").notes
    assert any("2024-12-25 is a day off" in note.en for note in notes)


def test_general_knowledge_shows_wherever_the_limit_shows() -> None:
    assert any("not confirmed" in note.en for note in explained("P13", "2024-01-09").notes)


def test_an_unknown_start_cannot_be_explained() -> None:
    with pytest.raises(ValueError, match="known start"):
        explain_step(Regime.PEMILU, "P10", FactTime.unknown(), rules=RULES, calendar=CALENDAR)


def test_a_limit_beyond_the_calendar_is_refused() -> None:
    with pytest.raises(CalendarError):
        explained("P10", "2100-12-30")


RULE = st.sampled_from(RULES.rules)
MOMENT = st.datetimes(datetime.fromisoformat("2017-08-17"), datetime.fromisoformat("2037-08-01"))
ZONE = st.sampled_from(list(Zone))


@settings(max_examples=2000, deadline=None)
@given(rule=RULE, moment=MOMENT, zone=ZONE, day_only=st.booleans())
def test_adding_up_the_explanation_gives_the_limit(
    rule: Rule, moment: datetime, zone: Zone, *, day_only: bool
) -> None:
    start = (
        FactTime.on(moment.date(), zone)
        if day_only
        else FactTime.instant(moment.replace(tzinfo=zone.tz), zone)
    )
    answer = explain(rule, start, rules=RULES, calendar=CALENDAR)
    if rule.kind is Kind.WINDOW:
        assert answer.limits is None
        return
    assert answer.legal_limit == _added_up(answer)
    assert answer.safe_limit is not None
    assert answer.legal_limit is not None
    assert answer.safe_limit <= answer.legal_limit
    days = [off.day for off in answer.skipped]
    assert days == sorted(set(days))
    assert all(moment.date() < day < answer.legal_limit.date() for day in days)


def _added_up(answer: Explanation) -> datetime:
    """The legal limit from what the answer shows and nothing else."""
    span, start = answer.counted_by.span, answer.start.at
    assert span is not None
    assert start is not None
    if span.unit is Unit.HOURS:
        missing = timedelta(days=1, seconds=-1) if answer.start.precision is Precision.DAY else timedelta(0)
        return start + missing + timedelta(hours=span.amount)
    sign = -1 if answer.counted_by.kind is Kind.BEFORE else 1
    day = start.date() + sign * timedelta(days=span.amount) + timedelta(days=len(answer.skipped))
    return datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=start.tzinfo)


def test_every_rule_answers_for_any_day_of_twenty_years() -> None:
    starts = [FactTime.on(date(2017, 8, 17) + timedelta(days=73 * n), Zone.WITA) for n in range(100)]
    for rule in RULES.rules:
        limits = [explain(rule, start, rules=RULES, calendar=CALENDAR).legal_limit for start in starts]
        computed = [limit for limit in limits if limit is not None]
        assert computed == sorted(computed)
        assert len(computed) == (0 if rule.kind is Kind.WINDOW else len(starts))


def _readings(answer: Explanation) -> dict[str, date | None]:
    return {other.reading: other.limit.date() if other.limit else None for other in answer.other_readings}
