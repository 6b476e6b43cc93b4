"""Case time."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from chassis.clock import FileClock, SystemClock, clock_from

NOON = datetime(2024, 2, 14, 5, 0, tzinfo=UTC)


def test_processes_that_share_a_file_share_the_time(tmp_path: Path) -> None:
    one, other = FileClock(tmp_path / "now"), FileClock(tmp_path / "now")
    one.set(NOON)
    assert other.now() == NOON


def test_an_offset_is_read_as_the_same_instant_in_utc(tmp_path: Path) -> None:
    (tmp_path / "now").write_text("2024-02-14T12:00:00+07:00\n")
    assert FileClock(tmp_path / "now").now() == NOON


def test_the_system_clock_is_aware() -> None:
    assert isinstance(clock_from("system"), SystemClock)
    assert clock_from("system").now().tzinfo is UTC


@pytest.mark.parametrize("setting", ["", "file:relative", "sundial"])
def test_another_clock_is_refused_with_its_name(setting: str) -> None:
    with pytest.raises(ValueError, match="neither"):
        clock_from(setting)
