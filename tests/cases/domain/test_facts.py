from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.domain.errors import ImpossibleDateError
from cases.domain.facts import Fact, FactName, IntakeFacts
from cases.domain.offices import Zone
from tests.cases.builders import NOON

WIB = timezone(timedelta(hours=7))
ACT, KNOWN, SUBMITTED = FactName


def declared(**facts: date | None) -> IntakeFacts:
    return IntakeFacts({FactName(name): Fact(at) for name, at in facts.items()})


def rule_broken(facts: IntakeFacts, *, now: datetime = NOON, zone: Zone = Zone.WIB) -> str | None:
    with pytest.raises(ImpossibleDateError) as refused:
        facts.refuse_impossible(zone=zone, now=now)
    return refused.value.fields[0].rule


def test_a_possible_order_passes() -> None:
    declared(act=date(2024, 10, 1), known=date(2024, 10, 2), submitted=date(2024, 10, 2)).refuse_impossible(
        zone=Zone.WIB, now=NOON
    )


def test_what_is_known_before_the_act_is_impossible() -> None:
    assert rule_broken(declared(act=date(2024, 10, 3), known=date(2024, 10, 2))) == "known-before-act"


def test_what_is_submitted_before_it_is_known_is_impossible() -> None:
    assert (
        rule_broken(declared(known=date(2024, 10, 3), submitted=date(2024, 10, 2)))
        == "submitted-before-known"
    )


def test_an_unknown_fact_between_two_does_not_hide_their_order() -> None:
    facts = declared(act=date(2024, 10, 3), known=None, submitted=date(2024, 10, 2))
    assert rule_broken(facts) == "submitted-before-act"


def test_unknown_facts_are_possible() -> None:
    declared(act=None, known=None, submitted=None).refuse_impossible(zone=Zone.WIB, now=NOON)


def test_a_day_and_an_instant_of_that_day_are_possible_in_either_order() -> None:
    instant = datetime(2024, 10, 2, 0, 0, tzinfo=WIB)
    IntakeFacts({ACT: Fact(date(2024, 10, 2)), KNOWN: Fact(instant)}).refuse_impossible(
        zone=Zone.WIB, now=NOON
    )
    IntakeFacts({ACT: Fact(instant), KNOWN: Fact(date(2024, 10, 2))}).refuse_impossible(
        zone=Zone.WIB, now=NOON
    )


def test_an_instant_of_the_day_before_is_too_early() -> None:
    evening = datetime(2024, 10, 1, 23, 59, 59, tzinfo=WIB)
    assert (
        rule_broken(IntakeFacts({ACT: Fact(date(2024, 10, 2)), KNOWN: Fact(evening)})) == "known-before-act"
    )


def test_tomorrow_is_the_future() -> None:
    assert rule_broken(declared(act=date(2024, 10, 11))) == "fact-in-the-future"


def test_today_is_not_the_future_even_early_in_the_morning() -> None:
    early = datetime(2024, 10, 9, 17, 0, 1, tzinfo=UTC)  # just after midnight of the 10th in Jakarta
    declared(act=date(2024, 10, 10)).refuse_impossible(zone=Zone.WIB, now=early)


def test_a_day_begins_where_the_office_is() -> None:
    evening = datetime(
        2024, 10, 9, 15, 30, tzinfo=UTC
    )  # 22.30 of the 9th in Jakarta, 00.30 of the 10th in Jayapura
    declared(act=date(2024, 10, 10)).refuse_impossible(zone=Zone.WIT, now=evening)
    assert rule_broken(declared(act=date(2024, 10, 10)), now=evening) == "fact-in-the-future"


def test_a_fact_of_its_own_zone_does_not_use_the_offices() -> None:
    evening = datetime(2024, 10, 9, 15, 30, tzinfo=UTC)
    facts = IntakeFacts({ACT: Fact(date(2024, 10, 10), zone=Zone.WIT)})
    facts.refuse_impossible(zone=Zone.WIB, now=evening)


@pytest.mark.parametrize("at", [date(1, 1, 1), datetime(1, 1, 1, tzinfo=WIB), date(1999, 12, 31)])
def test_a_year_of_another_age_is_refused(at: date) -> None:
    assert rule_broken(IntakeFacts({ACT: Fact(at)})) == "fact-year"


def test_the_last_year_of_the_calendar_is_the_future() -> None:
    assert rule_broken(declared(act=date(9999, 12, 31))) == "fact-in-the-future"


DAYS = st.dates(date(2000, 1, 1), date(2024, 10, 10))


@given(st.lists(DAYS, min_size=3, max_size=3))
def test_days_in_order_always_pass_and_strictly_out_of_order_never(days: list[date]) -> None:
    ordered = sorted(days)
    declared(act=ordered[0], known=ordered[1], submitted=ordered[2]).refuse_impossible(
        zone=Zone.WIT, now=NOON
    )
    if ordered[0] < ordered[2]:
        assert rule_broken(declared(act=ordered[2], known=ordered[0])) == "known-before-act"


def test_the_shape_of_events_keeps_what_was_declared() -> None:
    assert Fact(date(2024, 3, 8), "B-412/L.3.15").as_data() == {
        "at": "2024-03-08",
        "document": "B-412/L.3.15",
    }
    assert Fact(None).as_data() == {"at": None, "document": None}
    noon = Fact(datetime(2024, 3, 8, 14, 30, tzinfo=WIB), zone=Zone.WITA)
    assert noon.as_data() == {"at": "2024-03-08T14:30:00+07:00", "document": None, "zone": "WITA"}
