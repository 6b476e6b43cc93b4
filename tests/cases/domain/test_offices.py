from __future__ import annotations

import pytest

from cases.domain.errors import LevelMismatchError, UnknownOfficeError
from cases.domain.offices import PROVINCES, Level, Office, Zone


@pytest.mark.parametrize(
    ("code", "level"), [("00", Level.NATIONAL), ("32", Level.PROVINCE), ("32.15", Level.REGENCY)]
)
def test_the_code_says_the_level(code: str, level: Level) -> None:
    assert Office.of(code).level is level


@pytest.mark.parametrize(
    "code", ["", "3", "32.", "32.1", "32.155", "99", "99.01", "00.00", "32,15", "\uff13\uff12", "32.15\n"]
)
def test_a_code_of_no_shape_or_no_province_is_refused(code: str) -> None:
    with pytest.raises(UnknownOfficeError) as refused:
        Office.of(code)
    assert refused.value.fields[0].rule == "office-code"


@pytest.mark.parametrize(
    ("code", "zone"),
    [
        ("13.02", Zone.WIB),
        ("51.01", Zone.WITA),
        ("91.71", Zone.WIT),
        ("62", Zone.WIB),
        ("63", Zone.WITA),
        ("00", Zone.WIB),
    ],
)
def test_the_province_says_the_zone(code: str, zone: Zone) -> None:
    assert Office.of(code).zone is zone


def test_there_are_thirty_eight_provinces() -> None:
    assert len(PROVINCES) == 38


@pytest.mark.parametrize(
    ("above", "below", "covered"),
    [
        ("00", "32.15", True),
        ("00", "00", True),
        ("32", "32.15", True),
        ("32", "32", True),
        ("32.15", "32.15", True),
        ("32", "33.15", False),
        ("32.15", "32", False),
        ("32.15", "32.16", False),
        ("32", "00", False),
    ],
)
def test_an_office_covers_itself_and_what_is_below(above: str, below: str, covered: bool) -> None:
    assert Office(above).covers(Office(below)) is covered


def test_a_city_is_told_from_a_regency_by_its_code() -> None:
    assert Office("32.73").is_city
    assert not Office("32.15").is_city
    assert not Office("71").is_city


def test_another_level_than_the_offices_is_refused() -> None:
    Office("32.15").refuse_other_level(None)
    Office("32.15").refuse_other_level(Level.REGENCY)
    with pytest.raises(LevelMismatchError):
        Office("32.15").refuse_other_level(Level.PROVINCE)
