"""Every rule against limits that were worked out on paper (see `paper.py`), in all zones and at all awkward times."""

from __future__ import annotations

import csv

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
    assert {row["step"] for row in ROWS} == {rule.step for rule in RULES.rules}
    assert {zone_of_office(row["office"]) for row in ROWS} == set(Zone)
    assert {row["scene"] for row in ROWS} == {scene for scene, _ in paper.SCENES}
