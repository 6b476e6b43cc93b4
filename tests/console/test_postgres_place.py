"""Where the database server's programs and sockets lie."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from console import postgres_place
from console.postgres_place import place_for, remove


@pytest.fixture(autouse=True)
def _own_open_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres_place, "OPEN_PLACE", tmp_path / "open")


def test_programs_that_were_copied_still_run(tmp_path: Path) -> None:
    programs = place_for(tmp_path / "pg").programs
    copied = postgres_place._copied(programs)
    assert copied != programs
    version = subprocess.run([copied / "postgres", "--version"], capture_output=True, text=True, check=True)
    assert version.stdout.startswith("postgres (PostgreSQL) 18")
    assert postgres_place._copied(programs) == copied


def test_a_folder_with_a_long_name_still_gets_a_socket(tmp_path: Path) -> None:
    folder = tmp_path / ("long" * 25) / "pg"
    place = place_for(folder)
    try:
        assert len(os.fsencode(place.sockets)) <= postgres_place.LONGEST_SOCKET_FOLDER
        assert place.sockets.is_dir()
        assert place_for(folder).sockets == place.sockets
    finally:
        remove(place)
    assert not place.sockets.exists()


def test_the_folders_are_closed_to_others(tmp_path: Path) -> None:
    place = place_for(tmp_path / "pg")
    assert [folder.stat().st_mode & 0o777 for folder in (place.data.parent, place.sockets)] == [0o700] * 2
