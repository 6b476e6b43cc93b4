"""`gakkumdu replay` as people run it: the four real cases and some of ours, from their fields to every clock."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from console.replay_clocks import MAPPED
from tests.console.replay_cases import a_case, a_file, real_cases

GAKKUMDU = Path(sys.executable).with_name("gakkumdu")
REAL_CASES = Path(__file__).with_name("data") / "real-cases.json"
WITHIN_SECONDS = 100
REAL = ["RC-001", "RC-002", "RC-003", "RC-004"]
STATES = {"in_time", "late", "unknown"}
STOPPED = (
    {"case_id": "T-1", "outcome": "not registered", "date_reported_to_bawaslu": "2024-01-29"},
    {"case_id": "T-2", "outcome": "SP3", "suspect_named_date": "2024-03-01", "number_of_accused": 2},
    {
        "case_id": "T-3",
        "outcome": "expired",
        "forwarded_to_police_date": "2024-01-05",
        "suspect_named_date": "2024-01-10",
        "stopped_date": "2024-03-20",
        "number_of_accused": 2,
    },
)
"""A stop before anybody is named, one of each suspect's investigation, and one by a limit that both have passed."""
OURS = [str(told["case_id"]) for told in STOPPED]


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """Where temporary files go, open to the database server's own user as /tmp is."""
    with tempfile.TemporaryDirectory(prefix="replay-") as path:
        Path(path).chmod(0o777)
        yield Path(path)


def run(folder: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [GAKKUMDU, "replay", *arguments],
        env={**os.environ, "TMPDIR": str(folder)},
        capture_output=True,
        text=True,
        timeout=WITHIN_SECONDS,
        check=False,
    )


@pytest.fixture(scope="module")
def answer(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> subprocess.CompletedProcess[str]:
    """The real cases as they are, and ours after them."""
    home, content = tmp_path_factory.mktemp("cases"), real_cases()
    ours = [a_case(home, **told).told for told in STOPPED]
    return run(folder, a_file(home, content | {"cases": [*content["cases"], *ours]}), "--json")


@pytest.fixture(scope="module")
def report(answer: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    assert answer.returncode == 0, answer.stderr
    told: dict[str, Any] = json.loads(answer.stdout)
    return told


@pytest.fixture(scope="module")
def cases(report: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {case["case_id"]: case for case in report["cases"]}


def clock(case: dict[str, Any], rule: str) -> dict[str, Any]:
    found: dict[str, Any] = next(clock for clock in case["clocks"] if clock["rule"] == rule)
    return found


def clocks_by_suspect(case: dict[str, Any], rule: str) -> list[int | None]:
    return [line["suspect"] for line in case["clocks"] if line["rule"] == rule]


def left_behind(folder: Path) -> list[object]:
    mine = [
        process
        for process in psutil.process_iter(["cmdline"])
        if str(folder) in " ".join(process.info["cmdline"] or [])
    ]
    return [*folder.iterdir(), *mine]


def test_every_case_is_reported_in_the_order_of_the_file(report: dict[str, Any]) -> None:
    assert [case["case_id"] for case in report["cases"]] == [*REAL, *OURS]


def test_every_clock_has_the_agreed_shape(report: dict[str, Any]) -> None:
    for case in report["cases"]:
        for line in case["clocks"]:
            assert {"rule", "start", "legal_limit", "safe_limit", "actual", "state"} <= set(line)
            assert line["state"] in STATES


def test_every_rule_that_a_field_starts_or_stops_is_reported(report: dict[str, Any]) -> None:
    for case in report["cases"]:
        assert MAPPED[case["regime"]] <= {line["rule"] for line in case["clocks"]}


def test_the_outcomes_are_those_of_the_file(cases: dict[str, dict[str, Any]]) -> None:
    assert {name: (cases[name]["outcome"], cases[name]["ended"]) for name in REAL} == {
        "RC-001": ("verdict_not_stated", True),
        "RC-002": ("convicted", False),
        "RC-003": ("convicted", False),
        "RC-004": ("expired", True),
    }


def test_each_accused_of_karawang_has_an_outcome_and_clocks_of_their_own(
    cases: dict[str, dict[str, Any]],
) -> None:
    case = cases["RC-004"]
    assert case["suspects"] == [
        {"suspect": number, "state": "ended", "outcome": "expired"} for number in (1, 2)
    ]
    assert clocks_by_suspect(case, "K08") == [None]
    assert clocks_by_suspect(case, "K15") == clocks_by_suspect(case, "K16") == [1, 2]
    stops = [stop for stop in case["journey"] if stop["task"] == "hand_over"]
    assert [(stop["suspect"], stop["decision"]) for stop in stops] == [
        (1, "not_possible"),
        (2, "not_possible"),
    ]


def test_with_one_suspect_every_rule_is_told_once(cases: dict[str, dict[str, Any]]) -> None:
    for name in ("RC-001", "RC-002", "RC-003"):
        rules = [line["rule"] for line in cases[name]["clocks"]]
        assert len(rules) == len(set(rules))
    assert clocks_by_suspect(cases["RC-001"], "P21") == [1]


def test_the_finding_of_sidoarjo_starts_the_extended_study(cases: dict[str, dict[str, Any]]) -> None:
    study = clock(cases["RC-002"], "P10")
    assert study["start"].startswith("2024-01-09")
    assert study["start_basis"] == "finding"
    assert study["legal_limit"] == "2024-01-29T23:59:59+07:00"
    assert (study["actual"], study["state"]) == (None, "unknown")


def test_the_forwarding_of_sidoarjo_is_known_and_its_start_is_not(cases: dict[str, dict[str, Any]]) -> None:
    forwarding = clock(cases["RC-002"], "P14")
    assert forwarding["actual"].startswith("2024-01-30")
    assert (forwarding["start"], forwarding["legal_limit"], forwarding["state"]) == (None, None, "unknown")


def test_what_runs_when_the_file_ends_is_unknown_and_marked(cases: dict[str, dict[str, Any]]) -> None:
    appeal = clock(cases["RC-002"], "P22")
    assert appeal["legal_limit"] == "2024-02-29T23:59:59+07:00"
    assert (appeal["state"], appeal["still_open"]) == ("unknown", True)


def test_the_trial_of_solok_has_two_limits(cases: dict[str, dict[str, Any]]) -> None:
    trial = clock(cases["RC-001"], "P21")
    assert trial["start"].startswith("2024-03-08")
    assert trial["legal_limit"] == "2024-03-21T23:59:59+07:00"
    assert trial["safe_limit"] == "2024-03-20T23:59:59+07:00"
    assert trial["state"] == "unknown"


def test_the_transfer_of_solok_was_in_time(cases: dict[str, dict[str, Any]]) -> None:
    transfer = clock(cases["RC-001"], "P20")
    assert (transfer["actual"], transfer["state"]) == ("2024-03-08T00:00:00+07:00", "in_time")


def test_polewali_mandar_keeps_the_time_of_its_zone(cases: dict[str, dict[str, Any]]) -> None:
    case = cases["RC-003"]
    times = [
        line[name] for line in case["clocks"] for name in ("start", "legal_limit", "actual") if line[name]
    ]
    assert times
    assert all(at.endswith("+08:00") for at in times)
    assert clock(case, "K18")["legal_limit"] == "2024-11-22T23:59:59+08:00"


def test_of_a_case_without_dates_every_clock_is_unknown(cases: dict[str, dict[str, Any]]) -> None:
    for line in cases["RC-004"]["clocks"]:
        assert [line[name] for name in ("start", "legal_limit", "safe_limit", "actual")] == [None] * 4
        assert line["state"] == "unknown"


def test_dates_of_other_events_are_shown_and_no_clock_has_them(cases: dict[str, dict[str, Any]]) -> None:
    case = cases["RC-003"]
    assert "2024-10-30" in json.dumps(case["other_dated_events"])
    assert "2024-10-30" not in json.dumps(case["clocks"])


def test_progress_goes_to_stderr(answer: subprocess.CompletedProcess[str]) -> None:
    assert "2024-01-09 RC-002 finding_decision" in answer.stderr
    assert answer.stdout.startswith("{")


def test_nothing_is_left_behind(answer: subprocess.CompletedProcess[str], folder: Path) -> None:
    assert answer.returncode == 0
    assert left_behind(folder) == []


def test_without_a_file_the_sample_is_shown_to_people(folder: Path) -> None:
    result = run(folder)
    assert result.returncode == 0, result.stderr
    assert "SAMPLE-1  pemilu, office 51.01 (WITA), still open: convicted" in result.stdout
    assert "late, and the file gives no reason: discussion_1" in result.stdout
    assert "note: went on after the limit on file_transfer" in result.stdout
    assert "P15  investigation, suspect 2     2024-03-13" in result.stdout
    assert "SAMPLE-2  pilkada, office 91.71 (WIT), ended: stopped" in result.stdout
    assert "discussion 2 [not_crime] > plenary [stop]" in result.stdout
    assert "SAMPLE-3  pilkada, office 81 (WIT), ended: expired" in result.stdout


def test_a_stop_ends_the_case_and_each_of_its_suspects(cases: dict[str, dict[str, Any]]) -> None:
    found = {
        name: (case["outcome"], case["ended"], [suspect["outcome"] for suspect in case["suspects"]])
        for name, case in cases.items()
        if name in OURS
    }
    assert found == {
        "T-1": ("not_registered", True, []),
        "T-2": ("sp3", True, ["sp3", "sp3"]),
        "T-3": ("expired", True, ["expired", "expired"]),
    }


@pytest.mark.parametrize(
    ("number", "moment"), [(signal.SIGINT, "intake"), (signal.SIGTERM, "starting cases-migrate")]
)
def test_a_signal_ends_it_at_any_moment_and_leaves_nothing(
    folder: Path, number: signal.Signals, moment: str
) -> None:
    with subprocess.Popen(
        [GAKKUMDU, "replay", REAL_CASES],
        env={**os.environ, "TMPDIR": str(folder)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as command:
        assert command.stderr is not None
        next(line for line in command.stderr if moment in line)
        command.send_signal(number)
        said = command.stderr.read()
        status = command.wait(WITHIN_SECONDS)
    assert said.endswith("Stopped; nothing is left behind.\n")
    assert status == 130
    _gone_within(5.0, folder)


def _gone_within(seconds: float, folder: Path) -> None:
    end = time.monotonic() + seconds
    while left_behind(folder) and time.monotonic() < end:
        time.sleep(0.05)
    assert left_behind(folder) == []


def test_a_damaged_file_is_refused_before_anything_is_started(folder: Path, tmp_path: Path) -> None:
    content = json.loads(REAL_CASES.read_text(encoding="utf-8"))
    content["cases"][1]["verdict_date"] = "2023-12-31"
    damaged = tmp_path / "damaged.json"
    damaged.write_text(json.dumps(content), encoding="utf-8")
    result = run(folder, damaged, "--json")
    assert result.returncode == 2
    assert result.stdout == ""
    assert result.stderr == (
        "damaged.json: case RC-002, field verdict_date: 2023-12-31 is before date_of_act (2024-01-04); "
        "one of the two must be wrong.\n"
    )
