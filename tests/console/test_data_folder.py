"""One system at a time on a data folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from console import data_folder
from console.data_folder import locked, put_aside_large_logs
from console.errors import StartError


def test_a_second_system_on_the_same_folder_is_refused(tmp_path: Path) -> None:
    with locked(tmp_path), pytest.raises(StartError, match=r"runs on .* already"), locked(tmp_path):
        pass


def test_the_folder_is_free_again_afterwards(tmp_path: Path) -> None:
    with locked(tmp_path):
        pass
    with locked(tmp_path):
        pass


def test_only_large_logs_are_put_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data_folder, "LARGEST_LOG_BYTES", 10)
    (tmp_path / "large.log").write_text("x" * 11, encoding="ascii")
    (tmp_path / "small.log").write_text("x", encoding="ascii")
    put_aside_large_logs(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["large.log.1", "small.log"]
