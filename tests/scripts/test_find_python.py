"""The first thing `make` does: find a Python that is new enough."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).parents[2] / "scripts" / "find-python"


def find(python: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHON": python}
    return subprocess.run([SCRIPT], env=environment, capture_output=True, text=True, check=False)


def test_a_python_that_is_new_enough_is_taken() -> None:
    result = find(sys.executable)
    assert (result.returncode, result.stdout) == (0, f"{sys.executable}\n")


def test_an_old_python_is_named_with_what_to_do(tmp_path: Path) -> None:
    old = tmp_path / "python3"
    old.write_text(
        '#!/bin/sh\n[ "$1" = --version ] && echo Python 3.9.18 && exit 0\nexit 1\n', encoding="ascii"
    )
    old.chmod(0o755)
    result = find(str(old))
    assert result.returncode == 2
    assert "Python 3.11 or newer is needed" in result.stderr
    assert "Python 3.9.18" in result.stderr
    assert "make PYTHON=" in result.stderr
