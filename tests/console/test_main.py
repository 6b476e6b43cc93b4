"""The `gakkumdu` command as a whole."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from console.lazy import LazyGroup
from console.main import COMMANDS, gakkumdu

GAKKUMDU = Path(sys.executable).with_name("gakkumdu")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_there_and_explains_itself(name: str) -> None:
    result = CliRunner().invoke(gakkumdu, [name, "--help"])
    assert result.exit_code == 0
    assert result.output.startswith("Usage:")


def test_a_module_that_is_not_there_has_no_command() -> None:
    group = LazyGroup("group", commands_at={"here": "console.up:up", "gone": "console.gone:gone"})
    assert group.list_commands(click.Context(group)) == ["here"]
    assert group.get_command(click.Context(group), "gone") is None


def test_a_command_loads_no_other() -> None:
    script = "import sys; from console.main import gakkumdu; import console.deadline; print('console.supervisor' in sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert loaded.stdout == "False\n"


def test_what_cannot_start_is_one_sentence_and_exit_status_2() -> None:
    result = subprocess.run(
        [GAKKUMDU, "token", "auditor", "--port-base", "1"], capture_output=True, text=True, check=False
    )
    assert result.returncode == 2
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    assert "Is the system up?" in result.stderr
