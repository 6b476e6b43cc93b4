from __future__ import annotations

import pytest

from console.replay_places import Place, UnknownProvinceError, place_of
from workflow.domain.provinces import PROVINCES
from workflow.domain.zones import zone_of_office


@pytest.mark.parametrize(
    ("province", "regency", "office", "zone"),
    [
        ("Sumatera Barat", "Kabupaten Solok", "13.02", "WIB"),
        ("Jawa Timur", "Kabupaten Sidoarjo", "35.15", "WIB"),
        ("Sulawesi Barat", "Kabupaten Polewali Mandar", "76.04", "WITA"),
        ("Jawa Barat", "Kabupaten Karawang", "32.15", "WIB"),
        ("  papua ", "KOTA JAYAPURA", "91.71", "WIT"),
    ],
)
def test_a_known_regency_has_its_own_office(province: str, regency: str, office: str, zone: str) -> None:
    assert place_of(province, regency) == Place(office, zone)


@pytest.mark.parametrize("regency", ["Kabupaten Nowhere", None, "Kabupaten Solok"])
def test_a_regency_that_is_not_known_there_is_handled_by_its_province(regency: str | None) -> None:
    assert place_of("Maluku", regency) == Place("81", "WIT")


def test_what_happened_abroad_is_handled_by_the_national_office() -> None:
    assert place_of("Luar Negeri", None) == Place("00", "WIB")


def test_an_unknown_province_is_refused() -> None:
    with pytest.raises(UnknownProvinceError):
        place_of("Atlantis", None)


@pytest.mark.parametrize(("code", "name", "zone"), PROVINCES)
def test_every_province_has_the_code_and_zone_that_the_services_know(code: str, name: str, zone: str) -> None:
    assert place_of(name, None) == Place(code, zone)
    assert zone_of_office(code).name == zone


@pytest.mark.parametrize(("office", "level"), [("00", "national"), ("32", "province"), ("32.15", "regency")])
def test_the_code_says_the_level(office: str, level: str) -> None:
    assert Place(office, "WIB").level == level


def test_a_city_is_told_from_a_regency() -> None:
    assert Place("91.71", "WIT").is_city
    assert not Place("32.15", "WIB").is_city
