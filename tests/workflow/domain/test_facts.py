from __future__ import annotations

from datetime import date

import pytest

from workflow.domain.errors import UnreadableTimeError
from workflow.domain.facts import FactKind, FactTime, Precision, fact_from_value
from workflow.domain.zones import Zone


def test_a_date_alone_has_day_precision_and_stands_at_midnight() -> None:
    time = FactTime.parse("2024-03-08", office=Zone.WITA)
    assert (time.precision, time.at and time.at.isoformat()) == (Precision.DAY, "2024-03-08T00:00:00+08:00")


def test_a_time_without_offset_is_the_offices_own() -> None:
    time = FactTime.parse("2024-03-08T14:30", office=Zone.WIT)
    assert time.at is not None
    assert time.at.isoformat() == "2024-03-08T14:30:00+09:00"


def test_another_offset_is_converted_and_may_change_the_day() -> None:
    assert FactTime.parse("2024-03-08T23:30:00+07:00", office=Zone.WIT).day == date(2024, 3, 9)
    assert FactTime.parse("2024-03-07T16:30:00Z", office=Zone.WIB).day == date(2024, 3, 7)


def test_nothing_is_an_unknown_time() -> None:
    time = FactTime.parse(None, office=Zone.WIB)
    assert (time, time.day) == (FactTime.unknown(), None)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "2024-02-30",
        "2024-3-8",
        "20240308",
        "2024-W10-5",
        "2024-03-08T25:00",
        "2024-03-08T14",
        "2024-03-08+07:00",
        "2024-03-08T14:30+7",
        "٢٠٢٤-٠٣-٠٨",
        "2024-03-08T14:30:00+07:00 ",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-12:00",
    ],
)
def test_what_is_no_time_is_refused_with_how_to_write_one(text: str) -> None:
    with pytest.raises(UnreadableTimeError, match="write 2024-03-08"):
        FactTime.parse(text, office=Zone.WIB)


def test_a_fact_value_carries_its_time_and_its_document() -> None:
    fact = fact_from_value(
        FactKind.REGISTERED, {"at": "2024-03-08", "document": "B-412/2024"}, office=Zone.WIB
    )
    assert (fact.kind, fact.time.day, fact.document) == (FactKind.REGISTERED, date(2024, 3, 8), "B-412/2024")


def test_a_fact_value_may_name_the_zone_it_was_said_in() -> None:
    value = {"at": "2024-03-08T08:00", "zone": "WIT"}
    time = fact_from_value(FactKind.FORWARDED, value, office=Zone.WIB).time
    assert time.at is not None
    assert time.at.isoformat() == "2024-03-08T06:00:00+07:00"


@pytest.mark.parametrize(
    "value",
    [
        {"at": 20240308},
        {"at": "2024-03-08", "zone": "CET"},
        {"at": "2024-03-08", "document": 7},
        {"at": True},
    ],
)
def test_a_fact_value_of_the_wrong_shape_is_refused_by_the_facts_name(value: dict[str, object]) -> None:
    with pytest.raises(UnreadableTimeError) as refused:
        fact_from_value(FactKind.FORWARDED, value, office=Zone.WIB)
    assert refused.value.refusals[0].field == "forwarded"
