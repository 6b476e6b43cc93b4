from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.workflow.domain.law import CALENDAR_FILE
from workflow.domain.calendar_file import load_calendar
from workflow.domain.errors import CalendarError

DATA: dict[str, Any] = json.loads(CALENDAR_FILE.read_text(encoding="utf-8"))


LEAVE = {"day": "2026-12-28", "kind": "joint_leave", "name": "Cuti bersama"}
DECREE: dict[str, Any] = {"decided_on": "2026-12-01", "basis": "SKB", "days": []}


def written(folder: Path, **changes: Any) -> Path:
    path = folder / "indonesia.json"
    path.write_text(json.dumps({**DATA, **changes}), encoding="utf-8")
    return path


def test_an_agency_that_works_on_joint_leave_is_a_setting(tmp_path: Path) -> None:
    assert load_calendar(written(tmp_path, joint_leave_worked_by=["polri"])).joint_leave_worked_by == {
        "polri"
    }


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"joint_leave_worked_by": ["army"]}, "'army' is not a valid Actor"),
        ({"voting_days": [{"day": "2024-02-30"}]}, "day is out of range"),
        ({"voting_days": [{"date": "2024-02-14"}]}, "'day' is missing"),
        ({"voting_days": [{"day": "2024-02-14"}] * 2}, "the day 2024-02-14 stands in it 2 times"),
        ({"decrees": {"day": 1}}, "is refused"),
        ({"decrees": [DECREE | {"settles": 2027, "days": [LEAVE]}]}, "the decree of 2027 lists 2026-12-28"),
        ({"decrees": [DECREE | {"settles": 2027}]}, "the decree of 2027 lists no day"),
        ({"decrees": [DECREE | {"settles": 2026, "days": [LEAVE]}] * 2}, "stands in it 2 times"),
        ({"decrees": [DECREE | {"withdrawn": [LEAVE, LEAVE]}]}, "2026-12-28 stands in it 2 times"),
        (
            {"decrees": [DECREE | {"days": [LEAVE], "withdrawn": [LEAVE]}]},
            "2026-12-28 is taken off and withdrawn",
        ),
        ({"voting_days": None}, "is refused"),
    ],
)
def test_a_broken_calendar_is_refused_with_the_reason(
    tmp_path: Path, changes: dict[str, Any], reason: str
) -> None:
    with pytest.raises(CalendarError, match=r"indonesia\.json is refused") as refused:
        load_calendar(written(tmp_path, **changes))
    assert reason in str(refused.value)


@pytest.mark.parametrize("content", ["", "[]", "{", "null"])
def test_what_is_no_calendar_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "indonesia.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(CalendarError):
        load_calendar(path)


def test_a_calendar_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CalendarError, match="cannot be read"):
        load_calendar(tmp_path / "nowhere.json")
