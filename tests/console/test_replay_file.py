from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from console.replay_file import SAMPLE, FileError, read_cases
from tests.console.replay_cases import REAL_CASES, TODAY, a_file, real_cases


def refusal(folder: Path, content: Any) -> str:
    with pytest.raises(FileError) as refused:
        read_cases(a_file(folder, content), today=TODAY)
    return str(refused.value)


def damaged(change: Callable[[dict[str, Any]], object], *, case: int = 1) -> dict[str, Any]:
    content = real_cases()
    change(content["cases"][case])
    return content


def test_the_four_real_cases_are_read() -> None:
    cases = read_cases(REAL_CASES, today=TODAY)
    assert [case.id for case in cases] == ["RC-001", "RC-002", "RC-003", "RC-004"]
    assert [case.place.office for case in cases] == ["13.02", "35.15", "76.04", "32.15"]


def test_the_sample_that_is_shipped_is_read() -> None:
    assert read_cases(SAMPLE, today=TODAY)


def test_a_date_that_the_file_does_not_give_is_absent() -> None:
    case = read_cases(REAL_CASES, today=TODAY)[1]
    assert case.dates == {
        "date_of_act": date(2024, 1, 4),
        "date_declared_finding": date(2024, 1, 9),
        "forwarded_to_police_date": date(2024, 1, 30),
        "verdict_date": date(2024, 2, 26),
    }


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"missing\.json cannot be read: No such file"):
        read_cases(tmp_path / "missing.json", today=TODAY)


def test_what_is_not_json_is_said_with_its_place(tmp_path: Path) -> None:
    assert "cases.json is not JSON" in refusal(tmp_path, '{"cases": [')


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "cases.json"
    path.write_bytes(b"\xff\xfe{}")
    with pytest.raises(FileError, match="not UTF-8"):
        read_cases(path, today=TODAY)


def test_bottomless_nesting_is_refused(tmp_path: Path) -> None:
    assert "nested too deeply" in refusal(tmp_path, "[" * 100_000)


@pytest.mark.parametrize(
    "content", [[], "null", {}, {"schema_version": 1}, {"schema_version": 1, "cases": []}]
)
def test_what_is_no_file_of_cases_is_refused(tmp_path: Path, content: Any) -> None:
    assert "field" in refusal(tmp_path, content)


def test_another_version_is_refused(tmp_path: Path) -> None:
    assert "field schema_version: 2 is not 1" in refusal(tmp_path, real_cases() | {"schema_version": 2})


def test_a_missing_field_is_named_with_its_case(tmp_path: Path) -> None:
    content = damaged(lambda case: case.pop("registration_date"))
    assert "case RC-002, field registration_date: it is missing" in refusal(tmp_path, content)


def test_a_case_without_an_id_is_counted(tmp_path: Path) -> None:
    content = damaged(lambda case: case.pop("case_id"))
    assert "case number 2, field case_id: it is missing" in refusal(tmp_path, content)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("regime", "pilpres", '"pilpres" is not one of pemilu, pilkada'),
        ("origin", "rumor", '"rumor" is not one of laporan, temuan'),
        ("verdict_date", 20240226, "20240226 is not text or null"),
        ("verdict_date", "2024-02-30", '"2024-02-30" is not an existing day'),
        ("verdict_date", "26 February", '"26 February" is not an existing day'),
        ("election_year", "2024", '"2024" is not a whole number'),
        ("number_of_accused", 5000, "5000 breaks the rule maximum 100"),
        ("sources", "a page", '"a page" is not a list'),
        ("province", None, "null is not text"),
        ("province", "Atlantis", "'Atlantis' is not a province of Indonesia"),
        ("verdict_date", "2023-12-31", "2023-12-31 is before date_of_act (2024-01-04)"),
        ("verdict_date", "2199-12-31", "2199-12-31 lies in the future"),
        ("date_of_act", "1024-01-04", "1024-01-04 is before the year 2000"),
    ],
)
def test_a_wrong_value_is_named_with_case_and_field(
    tmp_path: Path, field: str, value: object, said: str
) -> None:
    sentence = refusal(tmp_path, damaged(lambda case: case.update({field: value})))
    assert sentence.startswith(f"cases.json: case RC-002, field {field}: {said}")
    assert "\n" not in sentence


def test_an_event_without_a_date_is_named_with_its_place(tmp_path: Path) -> None:
    content = damaged(lambda case: case["other_dated_events"][0].pop("date"), case=2)
    assert "case RC-003, field other_dated_events.0.date: it is missing" in refusal(tmp_path, content)


def test_two_cases_of_one_id_are_refused(tmp_path: Path) -> None:
    content = damaged(lambda case: case.update(case_id="RC-001"))
    assert "case RC-001, field case_id: two cases have this id" in refusal(tmp_path, content)


def test_the_schema_names_every_field_of_the_real_file() -> None:
    schema = json.loads((SAMPLE.parent / "real-cases.schema.json").read_text(encoding="utf-8"))
    case = schema["$defs"]["case"]
    assert set(case["required"]) == set(case["properties"]) == set(real_cases()["cases"][0])
