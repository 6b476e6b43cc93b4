"""Which of Indonesia's three time zones an office lives in, by the province part of its Kemendagri code."""

from __future__ import annotations

import re
from datetime import timedelta, timezone
from enum import StrEnum
from functools import lru_cache
from typing import Final

from workflow.domain.errors import Refusal, UnknownOfficeError, Words
from workflow.domain.provinces import OTHER_NAMES, PROVINCES

NATIONAL: Final = "00"


class Zone(StrEnum):
    """An official time zone; Indonesia has no summer time, so each is one fixed offset."""

    WIB = "WIB"
    WITA = "WITA"
    WIT = "WIT"

    @property
    def tz(self) -> timezone:
        return _TIMEZONES[self]


_TIMEZONES: Final = {
    Zone.WIB: timezone(timedelta(hours=7), "WIB"),
    Zone.WITA: timezone(timedelta(hours=8), "WITA"),
    Zone.WIT: timezone(timedelta(hours=9), "WIT"),
}
# National offices, and those abroad which they answer for, keep Jakarta's time.
_ZONE_BY_PROVINCE: Final = {NATIONAL: Zone.WIB} | {code: Zone(zone) for code, _, zone in PROVINCES}
_CODE_BY_NAME: Final = {
    name.casefold(): code for name, code in [*((n, c) for c, n, _ in PROVINCES), *OTHER_NAMES.items()]
}
_OFFICE_CODE: Final = re.compile(r"([0-9]{2})(?:\.(?!00)[0-9]{2}){0,2}")


@lru_cache(maxsize=2048)
def zone_of_office(code: str) -> Zone:
    """The zone of a Kemendagri region code such as `51.01`; `00` is national."""
    match = _OFFICE_CODE.fullmatch(code)
    if match is None or match[1] not in _ZONE_BY_PROVINCE or (match[1] == NATIONAL and code != NATIONAL):
        raise UnknownOfficeError(_unknown_office(code))
    return _ZONE_BY_PROVINCE[match[1]]


def province_code(name: str) -> str:
    """The Kemendagri code of a province by its Indonesian name, in any letter case."""
    try:
        return _CODE_BY_NAME[" ".join(name.split()).casefold()]
    except KeyError:
        raise UnknownOfficeError(_unknown_province(name)) from None


def _unknown_office(code: str) -> Refusal:
    return Refusal(
        field="office",
        rule="office-code",
        problem=Words(
            id=f"{code!r} bukan kode wilayah Kemendagri", en=f"{code!r} is not a Kemendagri region code"
        ),
        next_step=Words(
            id="berikan kode provinsi (51), kabupaten/kota (51.01), atau 00 untuk pusat",
            en="give a province (51), a regency or city (51.01), or 00 for a national office",
        ),
    )


def _unknown_province(name: str) -> Refusal:
    return Refusal(
        field="province",
        rule="province-name",
        problem=Words(id=f"{name!r} bukan nama provinsi", en=f"{name!r} is not the name of a province"),
        next_step=Words(
            id="tulis salah satu dari 38 nama provinsi, misalnya Jawa Timur",
            en="write one of the 38 province names, for example Jawa Timur",
        ),
    )
