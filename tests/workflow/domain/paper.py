"""The limits worked out on paper: a calendar copied by hand from the joint decrees, and a list of working days.

Nothing here comes from the code under test or from the `holidays` package. A limit in working days is looked up
in one long list of them: the n-th entry after the start day. `PYTHONPATH=. python tests/workflow/domain/paper.py`
writes the golden table again.
"""

from __future__ import annotations

import csv
from bisect import bisect_right
from datetime import date, datetime, timedelta
from pathlib import Path

GOLDEN = Path(__file__).with_name("golden.csv")

# Without a decree yet for 2027: New Year, and 27 Rajab 1448 by the reckoned calendar.
HOLIDAYS = """
2023-12-25
2024-01-01 2024-02-08 2024-02-10 2024-02-14 2024-03-11 2024-03-29 2024-03-31 2024-04-10 2024-04-11 2024-05-01
2024-05-09 2024-05-23 2024-06-01 2024-06-17 2024-07-07 2024-08-17 2024-09-16 2024-11-27 2024-12-25
2025-01-01 2025-01-27 2025-01-29 2025-03-29 2025-03-31 2025-04-01 2025-04-18 2025-04-20 2025-05-01 2025-05-12
2025-05-29 2025-06-01 2025-06-06 2025-06-27 2025-08-17 2025-09-05 2025-12-25
2026-01-01 2026-01-16 2026-02-17 2026-03-19 2026-03-21 2026-03-22 2026-04-03 2026-04-05 2026-05-01 2026-05-14
2026-05-27 2026-05-31 2026-06-01 2026-06-16 2026-08-17 2026-08-25 2026-12-25
2027-01-01 2027-01-05
"""
JOINT_LEAVE = """
2023-12-26
2024-02-09 2024-03-12 2024-04-08 2024-04-09 2024-04-12 2024-04-15 2024-05-10 2024-05-24 2024-06-18 2024-12-26
2025-01-28 2025-03-28 2025-04-02 2025-04-03 2025-04-04 2025-04-07 2025-05-13 2025-05-30 2025-06-09 2025-08-18
2025-12-26
2026-02-16 2026-03-18 2026-03-20 2026-03-23 2026-03-24 2026-05-15 2026-05-28 2026-12-24
"""

# Copied by hand from the tables of the procedure: unit, amount, how the safe limit is read.
PEMILU = """
P01 WD 7 leave | P02 WD 7 leave | P03 none | P04 WD 2 leave | P05 WD 2 leave | P06 WD 1 leave | P07 WD 7 leave
P08 H 24 | P09 WD 7 leave | P10 WD 14 leave | P11 WD 14 leave | P11b H 24 | P12 WD 14 leave | P13 CD 0 | P14 H 24
P15 WD 14 leave | P16 WD 14 leave | P17 WD 3 leave | P18 WD 3 leave | P19 WD 5 leave | P20 WD 5 leave
P21 WD 7 leave | P22 WD 3 leave | P23 WD 3 leave | P24 WD 7 leave | P25 WD 3 leave | P26 WD 3 leave
P27 before 5 | P28 CD 0 | P29 H 24
"""
PILKADA = """
K01 CD 7 | K02 CD 7 | K03 CD 2 | K04 CD 2 | K05 H 24 | K06 CD 3 | K07 CD 5 | K08 CD 5 | K09 H 24 | K10 CD 5
K11 WD 14 leave | K12 WD 14 leave | K13 WD 3 leave | K14 WD 3 leave | K15 WD 5 leave | K16 WD 5 leave
K17 WD 7 days | K18 WD 3 days | K19 WD 3 days | K20 WD 7 days | K21 WD 3 days | K21b WD 3 days
K22 before 5 | K23 H 24
"""

OFFSET = {
    "13.02": 7,
    "35.15": 7,
    "00": 7,
    "62": 7,
    "51.01": 8,
    "63.71": 8,
    "76.04": 8,
    "81.71": 9,
    "91.71": 9,
}

ONE_OF_EACH_UNIT = ("P09", "K17", "K01", "P14", "P27")
"""Working days, working days with the safe limit in calendar days, calendar days, hours, days before."""

# Where the start stands in the calendar, and the start as it is written.
SCENES = [
    ("an ordinary Tuesday", "2024-01-09"),
    ("before Imlek joint leave and voting day", "2024-02-05"),
    ("Friday before Nyepi and its joint leave", "2024-03-08"),
    ("Friday night before Lebaran 2024", "2024-04-05T22:45:00"),
    ("joint leave of Lebaran 2024", "2024-04-09"),
    ("holiday with joint leave after it", "2024-05-09T10:00"),
    ("before the local voting day", "2024-11-20"),
    ("Saturday before the local voting day", "2024-11-23"),
    ("last second of a day, year end 2024", "2024-12-20T23:59:59"),
    ("Friday before a holiday week", "2025-01-24"),
    ("Saturday before Nyepi and Lebaran 2025", "2025-03-22"),
    ("holiday, Nyepi on a Saturday, 2025", "2025-03-29"),
    ("joint leave by a decree of the same year", "2025-08-14"),
    ("Independence Day on a Sunday", "2025-08-17T08:00"),
    ("first second of a day, year end 2025", "2025-12-23T00:00:00"),
    ("New Year's Eve", "2025-12-31"),
    ("Nyepi and Lebaran 2026 in one week", "2026-03-17"),
    ("holiday, Nyepi 2026", "2026-03-19"),
    ("Friday night, last minute, in Universal Time", "2026-05-08T16:59:00Z"),
    ("late evening in Jakarta, said with its offset", "2026-05-13T23:30:00+07:00"),
    ("Sunday and holiday, Waisak 2026", "2026-05-31"),
    ("year end 2026", "2026-12-22T23:59:00"),
]


def _days(text: str) -> set[date]:
    return {date.fromisoformat(word) for word in text.split()}


_WEEKDAYS = [day for n in range(1160) if (day := date(2023, 12, 1) + timedelta(days=n)).isoweekday() < 6]
_WORKING = [day for day in _WEEKDAYS if day not in _days(HOLIDAYS) | _days(JOINT_LEAVE)]
_WORKING_WITH_LEAVE = [day for day in _WEEKDAYS if day not in _days(HOLIDAYS)]
RULES = {
    line.split()[0]: line.split()[1:]
    for line in f"{PEMILU}|{PILKADA}".replace("\n", "|").split("|")
    if line.split()
}


def local_start(written: str, hours: int) -> datetime:
    """The wall clock of the office, without zone; `hours` is the office's distance from Universal Time."""
    text, shift = written, 0
    if written.endswith("Z"):
        text, shift = written[:-1], hours
    elif written.endswith(":00+07:00"):
        text, shift = written[:-6], hours - 7
    return datetime.fromisoformat(text) + timedelta(hours=shift)


def limits(step: str, written: str, office: str) -> tuple[str, str]:
    """The legal and the safe limit as they must be printed; both empty for a window."""
    start = local_start(written, OFFSET[office])
    unit, *rest = RULES[step]
    if unit == "none":
        return "", ""
    amount = int(rest[0])
    if unit == "H":
        date_only = len(written) == len("2024-01-09")
        latest = start.replace(hour=23, minute=59, second=59) if date_only else start
        found = latest + timedelta(hours=amount), start + timedelta(hours=amount)
        return _printed(found[0], office), _printed(found[1], office)
    legal, safe = _day_limits(unit, amount, rest[1:], start.date())
    return _end_of(legal, office), _end_of(safe, office)


def _day_limits(unit: str, amount: int, safe: list[str], start: date) -> tuple[date, date]:
    if unit == "before":
        return start - timedelta(days=amount), start - timedelta(days=amount)
    after = start + timedelta(days=amount)
    if unit == "CD":
        return after, after
    legal = _WORKING[bisect_right(_WORKING, start) + amount - 1]
    with_leave = _WORKING_WITH_LEAVE[bisect_right(_WORKING_WITH_LEAVE, start) + amount - 1]
    return legal, with_leave if safe == ["leave"] else after


def _end_of(day: date, office: str) -> str:
    return f"{day.isoformat()}T23:59:59+{OFFSET[office]:02d}:00"


def _printed(at: datetime, office: str) -> str:
    return f"{at.isoformat()}+{OFFSET[office]:02d}:00"


def rows() -> list[list[str]]:
    """Five scenes a rule, walking through all scenes and offices; then every scene in every zone for each unit."""
    offices = list(OFFSET)
    walked = [
        _row(step, *SCENES[place % len(SCENES)], offices[place % len(offices)])
        for number, step in enumerate(RULES)
        for place in range(5 * number, 5 * number + 5)
    ]
    whole = [
        _row(step, *scene, _in_zone(hours, number))
        for step in ONE_OF_EACH_UNIT
        for number, scene in enumerate(SCENES)
        for hours in sorted(set(OFFSET.values()))
    ]
    return [*walked, *(row for row in whole if row not in walked)]


def _row(step: str, scene: str, start: str, office: str) -> list[str]:
    regime = "pemilu" if step.startswith("P") else "pilkada"
    return [regime, step, start, office, *limits(step, start, office), scene]


def _in_zone(hours: int, turn: int) -> str:
    """Its offices in turn."""
    there = [office for office, offset in OFFSET.items() if offset == hours]
    return there[turn % len(there)]


if __name__ == "__main__":
    with GOLDEN.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["regime", "step", "start", "office", "legal_limit", "safe_limit", "scene"])
        writer.writerows(rows())
