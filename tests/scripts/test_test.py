"""Which broker `make test` runs against."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SCRIPTS = Path(__file__).parents[2] / "scripts"
# A machine without RabbitMQ, apt and Docker, as far as the script can tell; pytest only shows what it is told.
BARE_MACHINE = """
import sys
sys.path.insert(0, {scripts!r})
import console.rabbitmq, rabbitmq_apt, test
console.rabbitmq.PROGRAM_FOLDERS = ()
test.run_quietly = lambda command, env, **_: print(env.get("AMQP_URL"), command[3:], "PYTHONDONTWRITEBYTECODE" in env) or type("Done", (), {{"returncode": 0}})
{machine}
test.main(test.run_tests)
"""


def make_test(tmp_path: Path, *, machine: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", BARE_MACHINE.format(scripts=str(SCRIPTS), machine=machine)],
        env={"PATH": str(tmp_path), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_without_any_way_to_a_broker_all_ways_are_listed(tmp_path: Path) -> None:
    result = make_test(tmp_path)
    assert result.returncode == 2
    for way in ("sudo apt-get install", "Docker", "AMQP_URL=", "brew install"):
        assert way in result.stderr


APT_FAILS = """
def fails():
    raise test.StepFailedError("E: Unable to locate package rabbitmq-server")
rabbitmq_apt.install = fails
"""
DOCKER_RUNS = """
from contextlib import nullcontext
test.rabbitmq_docker.available = lambda: True
test.rabbitmq_docker.container = lambda advice: nullcontext({"AMQP_URL": "amqp://contained/"})
"""


def test_where_apt_fails_what_it_said_stands_above_the_other_ways(tmp_path: Path) -> None:
    result = make_test(tmp_path, machine=APT_FAILS)
    assert result.returncode == 2
    assert "Unable to locate package" in result.stdout
    assert "start Docker" in result.stderr


def test_where_apt_fails_docker_is_tried(tmp_path: Path) -> None:
    result = make_test(tmp_path, machine=APT_FAILS + DOCKER_RUNS)
    assert result.returncode == 0
    assert "amqp://contained/" in result.stdout


def test_a_given_broker_is_used_and_never_stopped(tmp_path: Path) -> None:
    result = make_test(tmp_path, AMQP_URL="amqp://given/")
    assert result.returncode == 0
    assert "tests that stop it are left out" in result.stdout
    assert "amqp://given/" in result.stdout
    assert "'-m', 'not own_node']" in result.stdout


def test_prepared_test_modules_are_kept_for_the_next_run(tmp_path: Path) -> None:
    result = make_test(tmp_path, AMQP_URL="amqp://given/", PYTHONDONTWRITEBYTECODE="1")
    assert result.stdout.endswith("False\n")
