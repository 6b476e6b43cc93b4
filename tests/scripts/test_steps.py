"""Set-up steps say little when they succeed and enough when they fail."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SCRIPTS = Path(__file__).parents[2] / "scripts"


def run_job(job: str, folder: Path) -> subprocess.CompletedProcess[str]:
    script = f"""
import sys
sys.path.insert(0, {str(SCRIPTS)!r})
import steps
steps.LOG = steps.Path({str(folder / "log")!r})
def job():
    with steps.step("Installing it"):
        steps.run([sys.executable, "-c", {job!r}])
steps.main(job)
"""
    return subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)


def test_a_step_that_succeeds_is_one_line(tmp_path: Path) -> None:
    result = run_job("print('much detail')", tmp_path)
    assert result.returncode == 0
    assert result.stdout.startswith("  Installing it ...")
    assert result.stdout.count("\n") == 1
    assert result.stderr == ""
    assert "much detail" in (tmp_path / "log").read_text(encoding="utf-8")


def test_a_step_that_fails_shows_its_words_and_ends_with_status_2(tmp_path: Path) -> None:
    result = run_job("import sys; print('no space left'); sys.exit(9)", tmp_path)
    assert result.returncode == 2
    assert result.stdout.endswith("failed\n")
    assert "no space left" in result.stderr
    assert str(tmp_path / "log") in result.stderr
    assert "Traceback" not in result.stderr
