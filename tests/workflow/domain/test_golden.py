"""Every rule against limits that were worked out on paper (see `paper.py`), in all zones and at all awkward times."""

from __future__ import annotations

import ast
import csv
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from tests.workflow.domain import paper
from tests.workflow.domain.law import RULES, explained
from workflow.domain.zones import Zone, zone_of_office

with paper.GOLDEN.open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['step']}-{row['start']}-{row['office']}")
def test_a_limit_is_the_one_worked_out_on_paper(row: dict[str, str]) -> None:
    answer = explained(row["step"], row["start"], row["office"]).as_json()
    assert (answer["legal_limit"] or "", answer["safe_limit"] or "") == (
        row["legal_limit"],
        row["safe_limit"],
    )


def test_the_table_on_disk_is_what_the_paper_gives() -> None:
    assert [list(row.values()) for row in ROWS] == paper.rows()


def test_the_table_covers_every_rule_and_every_zone() -> None:
    assert len(ROWS) >= 250
    assert {row["step"] for row in ROWS} == {rule.step for rule in RULES.rules}
    assert {zone_of_office(row["office"]) for row in ROWS} == set(Zone)
    assert {row["scene"] for row in ROWS} == {scene for scene, _ in paper.SCENES}


def test_what_it_is_worked_out_with_takes_nothing_from_the_code_under_test() -> None:
    tree = ast.parse(Path(paper.__file__).read_text(encoding="utf-8"))
    taken = [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    taken += [name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names]
    assert {name.split(".")[0] for name in taken if name} <= {*sys.stdlib_module_names}


STARTS: dict[str, Callable[[datetime], bool]] = {
    "Friday night": lambda at: at.isoweekday() == 5 and at.hour >= 18,
    "Saturday": lambda at: at.isoweekday() == 6,
    "Sunday": lambda at: at.isoweekday() == 7,
    "holiday": lambda at: at.date().isoformat() in paper.HOLIDAYS.split(),
    "joint leave": lambda at: at.date().isoformat() in paper.JOINT_LEAVE.split(),
    "last minute of a day": lambda at: (at.hour, at.minute) == (23, 59),
    "first minute of a day": lambda at: (at.hour, at.minute, at.second) == (0, 0, 0),
}
PASSED = {
    **{f"Lebaran {day[:4]}": day for day in ("2024-04-10", "2025-03-31", "2026-03-21")},
    **{f"Nyepi {day[:4]}": day for day in ("2024-03-11", "2025-03-29", "2026-03-19")},
    **{f"year end {year}": f"{year}-12-31" for year in (2024, 2025, 2026)},
    **{f"voting day {day}": day for day in ("2024-02-14", "2024-11-27")},
    "the decree of 2025": "2025-08-18",
}


@pytest.mark.parametrize("zone", Zone)
@pytest.mark.parametrize("unit", ["WD", "CD", "H"])
@pytest.mark.parametrize("start", STARTS)
def test_each_awkward_start_is_counted_from_in_every_zone_and_unit(start: str, unit: str, zone: Zone) -> None:
    starts = [
        paper.local_start(row["start"], paper.OFFSET[row["office"]])
        for row in ROWS
        if paper.RULES[row["step"]][0] == unit and zone_of_office(row["office"]) is zone
    ]
    assert any(map(STARTS[start], starts))


@pytest.mark.parametrize("zone", Zone)
@pytest.mark.parametrize("passed", PASSED)
def test_working_days_are_counted_over_each_awkward_day_in_every_zone(passed: str, zone: Zone) -> None:
    over = [
        row
        for row in ROWS
        if paper.RULES[row["step"]][0] == "WD" and zone_of_office(row["office"]) is zone
        if row["start"][:10] < PASSED[passed] < row["legal_limit"][:10]
    ]
    assert over
