from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from workflow.domain.errors import UnknownOfficeError
from workflow.domain.provinces import PROVINCES
from workflow.domain.zones import Zone, province_code, zone_of_office


@pytest.mark.parametrize(
    ("office", "zone"),
    [
        ("51.01", Zone.WITA),
        ("13.02", Zone.WIB),
        ("91.71", Zone.WIT),
        ("00", Zone.WIB),
        ("61", Zone.WIB),
        ("63.03.01", Zone.WITA),
        ("96", Zone.WIT),
    ],
)
def test_an_office_keeps_the_time_of_its_province(office: str, zone: Zone) -> None:
    assert zone_of_office(office) is zone


@pytest.mark.parametrize(
    "office", ["", "20.01", "5", "5101", "51.1", "51.00", "00.00", "99", "\u0665\u0661", "51.01 ", "51.01\n"]
)
def test_a_code_that_is_no_region_is_refused_with_what_is_expected(office: str) -> None:
    with pytest.raises(UnknownOfficeError, match=r"give a province \(51\)"):
        zone_of_office(office)


def test_there_are_38_provinces_in_three_zones() -> None:
    assert Counter(zone for _, _, zone in PROVINCES) == {"WIB": 18, "WITA": 12, "WIT": 8}
    assert len({code for code, _, _ in PROVINCES}) == 38


def test_a_zone_is_one_fixed_offset() -> None:
    assert [zone.tz.utcoffset(None) for zone in Zone] == [timedelta(hours=hours) for hours in (7, 8, 9)]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Sumatera Barat", "13"),
        ("jawa  timur", "35"),
        ("SULAWESI BARAT", "76"),
        ("Jawa Barat", "32"),
        ("Luar Negeri", "00"),
    ],
)
def test_a_province_is_found_by_its_name(name: str, code: str) -> None:
    assert province_code(name) == code


def test_a_name_that_is_no_province_is_refused() -> None:
    with pytest.raises(UnknownOfficeError, match="'Jawa' is not the name of a province"):
        province_code("Jawa")
