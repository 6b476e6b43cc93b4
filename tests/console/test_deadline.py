"""The command as people and programs use it."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest
from click.testing import CliRunner, Result

from console.deadline import deadline


def explain(**options: str | bool) -> Result:
    """`explain` with long options; `json=True` for the machine's answer."""
    words = [
        word
        for name, value in options.items()
        for word in ([f"--{name}"] if value is True else [f"--{name}", str(value)])
    ]
    return CliRunner(env={"COLUMNS": "140"}).invoke(deadline, ["explain", *words])


SOLOK: dict[str, str | bool] = {"regime": "pemilu", "step": "P21", "start": "2024-03-08", "office": "13.02"}


def test_the_json_answer_has_the_fields_of_the_contract() -> None:
    answer = json.loads(explain(**SOLOK, json=True).stdout)
    assert (answer["rule"], answer["legal_limit"], answer["safe_limit"]) == (
        "P21",
        "2024-03-21T23:59:59+07:00",
        "2024-03-20T23:59:59+07:00",
    )
    assert {"day", "reason"} <= set(answer["skipped"][0])
    assert answer["basis"].startswith("UU 7/2017")
    assert answer["calendar"].startswith("indonesia-")


def test_a_limit_name_is_taken_for_the_step() -> None:
    answer = json.loads(explain(**{**SOLOK, "regime": "pilkada", "step": "trial"}, json=True).stdout)
    assert answer["rule"] == "K17"


def test_a_start_with_another_offset_is_shown_in_the_offices_time() -> None:
    given = {**SOLOK, "step": "P08", "start": "2024-03-08T14:30:00+07:00", "office": "91.71"}
    answer = json.loads(explain(**given, json=True).stdout)
    assert (answer["start"], answer["zone"]) == ("2024-03-08T16:30:00+09:00", "WIT")
    assert answer["legal_limit"] == "2024-03-09T16:30:00+09:00"


def test_the_table_shows_every_day_as_each_reading_counts_it() -> None:
    shown = explain(**SOLOK).stdout
    days = re.findall(r"│ (2024-03-\d\d) │", shown)
    assert days == [f"2024-03-{day:02d}" for day in range(8, 22)]
    assert re.search(r"2024-03-12 │ Selasa +│ - +│ 1 +│ Cuti Bersama Hari Suci Nyepi", shown)
    assert re.search(r"2024-03-20 │ Rabu +│ 6 +│ 7 = batas / limit", shown)
    assert "Kamis 2024-03-21 23:59:59 WIB" in shown


def test_a_rule_that_counts_before_its_start_is_shown_backwards() -> None:
    shown = explain(**{**SOLOK, "step": "P27", "start": "2024-03-20"}).stdout
    assert re.findall(r"│ (2024-03-\d\d) │", shown) == [f"2024-03-{day}" for day in range(20, 14, -1)]


def test_a_limit_in_hours_shows_the_hour() -> None:
    shown = explain(**{**SOLOK, "step": "P14", "start": "2024-03-08T21:15"}).stdout
    assert "batas / limit 21:15:00" in shown


def test_a_window_says_that_nothing_is_computed() -> None:
    result = explain(**{**SOLOK, "step": "P03"})
    assert result.exit_code == 0
    assert "not computed" in result.stdout


@pytest.mark.parametrize("step", ["P13", "K06", "K17", "P11", "P08"])
def test_every_kind_of_rule_has_a_table(step: str) -> None:
    regime = "pilkada" if step.startswith("K") else "pemilu"
    result = explain(**{**SOLOK, "regime": regime, "step": step})
    assert result.exit_code == 0
    assert "batas / limit" in result.stdout


@pytest.mark.parametrize(
    ("option", "value", "says"),
    [
        ("regime", "pilpres", "'pilpres' is not one of 'pemilu', 'pilkada'"),
        ("step", "P99", "'P99' is no step or limit of pemilu"),
        ("step", "K01", "'K01' is no step or limit of pemilu"),
        ("start", "2024-02-30", "'2024-02-30' is not a date or time that exists"),
        ("start", "8 March", "'8 March' is not a date or time"),
        ("start", "2010-01-01", "no rule P21 was in force on 2010-01-01"),
        ("start", "2100-12-31", "the calendar does not cover the year 2101"),
        ("office", "27.09", "'27.09' is not a Kemendagri region code"),
        ("bpmn-dir", "/nowhere", "time-limits.dmn, file is refused: it cannot be read"),
    ],
)
@pytest.mark.parametrize("json", [True, False])
def test_bad_input_is_one_sentence_and_status_2(option: str, value: str, says: str, *, json: bool) -> None:
    result = explain(**{**SOLOK, option: value}, **({"json": True} if json else {}))
    assert (result.exit_code, result.stdout) == (2, "")
    assert says in result.stderr
    assert result.stderr.startswith("Error: ")
    assert result.stderr.count("\n") == 1


def test_a_missing_option_is_one_sentence_too() -> None:
    result = explain(regime="pemilu", step="P21", start="2024-03-08")
    assert (result.exit_code, result.stderr) == (2, "Error: Missing option '--office'.\n")


def test_the_command_needs_nothing_running_and_no_setting() -> None:
    program = "from console.deadline import deadline; deadline()"
    words = [f"--{name}={value}" for name, value in SOLOK.items()]
    done = subprocess.run(
        [sys.executable, "-c", program, "explain", *words, "--json"],
        check=True,
        capture_output=True,
        env={},
        cwd="/",
    )
    assert json.loads(done.stdout)["legal_limit"] == "2024-03-21T23:59:59+07:00"
    assert done.stderr == b""
