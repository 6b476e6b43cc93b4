"""Offices by the Kemendagri code of their region: level, province, zone, and who is above whom."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

from cases.domain.errors import LevelMismatchError, UnknownOfficeError

SHAPE = re.compile(r"(?P<province>[0-9]{2})(\.(?P<regency>[0-9]{2}))?")
NATIONAL_CODE = "00"
FIRST_CITY = 71  # the regency part of a Kota counts from here, that of a Kabupaten from 01


class Level(StrEnum):
    """From the centre down."""

    NATIONAL = "national"
    PROVINCE = "province"
    REGENCY = "regency"


class Zone(StrEnum):
    """The three zones of the country; no summer time."""

    WIB = "WIB"
    WITA = "WITA"
    WIT = "WIT"

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(_TZ[self])


_TZ = {Zone.WIB: "Asia/Jakarta", Zone.WITA: "Asia/Makassar", Zone.WIT: "Asia/Jayapura"}

PROVINCES: Mapping[str, tuple[str, Zone]] = {
    "11": ("Aceh", Zone.WIB),
    "12": ("Sumatera Utara", Zone.WIB),
    "13": ("Sumatera Barat", Zone.WIB),
    "14": ("Riau", Zone.WIB),
    "15": ("Jambi", Zone.WIB),
    "16": ("Sumatera Selatan", Zone.WIB),
    "17": ("Bengkulu", Zone.WIB),
    "18": ("Lampung", Zone.WIB),
    "19": ("Kepulauan Bangka Belitung", Zone.WIB),
    "21": ("Kepulauan Riau", Zone.WIB),
    "31": ("DKI Jakarta", Zone.WIB),
    "32": ("Jawa Barat", Zone.WIB),
    "33": ("Jawa Tengah", Zone.WIB),
    "34": ("DI Yogyakarta", Zone.WIB),
    "35": ("Jawa Timur", Zone.WIB),
    "36": ("Banten", Zone.WIB),
    "51": ("Bali", Zone.WITA),
    "52": ("Nusa Tenggara Barat", Zone.WITA),
    "53": ("Nusa Tenggara Timur", Zone.WITA),
    "61": ("Kalimantan Barat", Zone.WIB),
    "62": ("Kalimantan Tengah", Zone.WIB),
    "63": ("Kalimantan Selatan", Zone.WITA),
    "64": ("Kalimantan Timur", Zone.WITA),
    "65": ("Kalimantan Utara", Zone.WITA),
    "71": ("Sulawesi Utara", Zone.WITA),
    "72": ("Sulawesi Tengah", Zone.WITA),
    "73": ("Sulawesi Selatan", Zone.WITA),
    "74": ("Sulawesi Tenggara", Zone.WITA),
    "75": ("Gorontalo", Zone.WITA),
    "76": ("Sulawesi Barat", Zone.WITA),
    "81": ("Maluku", Zone.WIT),
    "82": ("Maluku Utara", Zone.WIT),
    "91": ("Papua", Zone.WIT),
    "92": ("Papua Barat", Zone.WIT),
    "93": ("Papua Selatan", Zone.WIT),
    "94": ("Papua Tengah", Zone.WIT),
    "95": ("Papua Pegunungan", Zone.WIT),
    "96": ("Papua Barat Daya", Zone.WIT),
}


@dataclass(frozen=True, order=True)
class Office:
    """One office of any agency; `of` is the way in for codes from outside."""

    code: str

    @classmethod
    def of(cls, code: str, *, field: str = "office") -> Office:
        """Refuses codes of no shape and of no province; regencies are taken on their word."""
        shape = SHAPE.fullmatch(code)
        if shape is None or (code != NATIONAL_CODE and shape["province"] not in PROVINCES):
            raise UnknownOfficeError(
                f"{code!r} is no office. Give the Kemendagri code of its region: `32.15` for a regency or city, "
                "`32` for a province, `00` for the national office.",
                id=f"{code!r} bukan kantor. Isi kode wilayah Kemendagri: `32.15` untuk kabupaten/kota, "
                "`32` untuk provinsi, `00` untuk kantor pusat.",
                field=field,
                rule="office-code",
            )
        return cls(code)

    @property
    def level(self) -> Level:
        if self.code == NATIONAL_CODE:
            return Level.NATIONAL
        return Level.REGENCY if "." in self.code else Level.PROVINCE

    @property
    def province(self) -> str:
        """The province part of the code; `00` for the national office."""
        return self.code[:2]

    @property
    def province_name(self) -> str | None:
        """None for the national office."""
        return PROVINCES[self.province][0] if self.province in PROVINCES else None

    @property
    def zone(self) -> Zone:
        """The national office and everything abroad keep Jakarta's time."""
        return PROVINCES[self.province][1] if self.province in PROVINCES else Zone.WIB

    @property
    def is_city(self) -> bool:
        return self.level is Level.REGENCY and int(self.code[3:]) >= FIRST_CITY

    def refuse_other_level(self, told: Level | None) -> None:
        """Raises when somebody says this office is of another level; None says nothing."""
        if told not in (None, self.level):
            raise LevelMismatchError(
                f"Office {self.code} is of level {self.level}. Correct the office or leave the level out.",
                id=f"Kantor {self.code} bertingkat {self.level}. Perbaiki kantornya atau kosongkan tingkatnya.",
                field="level",
                rule="level-of-office",
            )

    def covers(self, other: Office) -> bool:
        """Itself and everything below: the nation its provinces, a province its regencies."""
        if self.level is Level.NATIONAL:
            return True
        return other.code == self.code or other.code.startswith(f"{self.code}.")
