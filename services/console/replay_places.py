"""Which office handles a case: the file names places, the services want Kemendagri codes and a time zone."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

REGIONS = Path(__file__).with_name("data") / "regions.json"
NATIONAL = "00"
_ZONES = {
    "WIB": ZoneInfo("Asia/Jakarta"),
    "WITA": ZoneInfo("Asia/Makassar"),
    "WIT": ZoneInfo("Asia/Jayapura"),
}
Level = Literal["national", "province", "regency"]


class UnknownProvinceError(Exception):
    """No province has this name."""


@dataclass(frozen=True)
class Place:
    """An office by the code of its region, and the name of its time zone."""

    office: str
    zone_name: str

    @property
    def zone(self) -> ZoneInfo:
        return _ZONES[self.zone_name]

    @property
    def level(self) -> Level:
        if self.office == NATIONAL:
            return "national"
        return "regency" if "." in self.office else "province"

    @property
    def is_city(self) -> bool:
        """Whether it is a Kota; their codes count from 71."""
        return self.level == "regency" and int(self.office[3:]) > 70  # noqa: PLR2004 - the code's own grammar


def place_of(province: str, regency: str | None) -> Place:
    """The regency's office where its code is known here, else the province's; the zone is the province's."""
    regions = _regions()
    found = regions["provinces"].get(_plain(province))
    if found is None:
        raise UnknownProvinceError(province)
    code = regions["regencies"].get(_plain(regency or ""), "")
    inside = code.startswith(f"{found['code']}.")
    return Place(code if inside else found["code"], found["zone"])


@cache
def _regions() -> dict[str, dict[str, Any]]:
    tables = json.loads(REGIONS.read_text(encoding="utf-8"))
    return {name: {_plain(place): value for place, value in rows.items()} for name, rows in tables.items()}


def _plain(name: str) -> str:
    """Names are told apart without regard to case and spaces."""
    return " ".join(name.casefold().split())
