from __future__ import annotations

import pytest

from notify.domain.offices import higher_offices, oversees


@pytest.mark.parametrize(
    ("office", "above"),
    [("32.15.01", ("32.15", "32", "00")), ("32.15", ("32", "00")), ("32", ("00",)), ("00", ())],
)
def test_offices_climb_to_the_national_one(office: str, above: tuple[str, ...]) -> None:
    assert higher_offices(office) == above


def test_an_office_oversees_itself_and_what_is_below() -> None:
    assert oversees("32", "32.15")
    assert oversees("32.15", "32.15")
    assert oversees("00", "91.71")
    assert not oversees("32.15", "32")
    assert not oversees("3", "32.15")
