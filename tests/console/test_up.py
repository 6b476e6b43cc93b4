"""`gakkumdu up` as a person starts and stops it."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from console.layout import private_layout
from console.ports import LOOPBACK
from tests.support.asking import CLIENT
from tests.support.processes import ends, family, title

GAKKUMDU = Path(sys.executable).with_name("gakkumdu")
# Stands in where curl is not installed, and shows what was asked.
CURL = """
import sys, httpx
option, header, url = sys.argv[1:]
assert option == "-H"
name, _, value = header.partition(": ")
print(httpx.get(url, headers={name: value}).status_code)
"""


def port_base() -> int:
    """Five ports in a row that are free now."""
    while True:
        base = private_layout(Path()).ports["issuer"]
        try:
            for port in range(base, base + 5):
                socket.create_server((LOOPBACK, port)).close()
        except OSError:
            continue
        return base


class Up:
    """A running `gakkumdu up` and what it printed until it was ready."""

    def __init__(self, data: Path, *options: str) -> None:
        self.base = port_base()
        self.process = subprocess.Popen(
            [GAKKUMDU, "up", "--data", data, "--port-base", str(self.base), *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            self.said = self._read_until("Ctrl-C")
        except BaseException:
            self.close()
            raise
        self.pids = family(self.process.pid)

    def _read_until(self, word: str) -> str:
        assert self.process.stdout is not None
        said = ""
        for line in self.process.stdout:
            said += line
            if word in line:
                return said
        raise AssertionError(said)

    def still_running(self) -> list[str]:
        """What of it has not ended five seconds from now."""
        end = time.monotonic() + 5
        return [title(pid) for pid in self.pids if not ends(pid, within=end - time.monotonic())]

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()


@pytest.fixture
def data() -> Iterator[Path]:
    """Not below `tmp_path`, which only its owner may enter: the database would be placed elsewhere and stay."""
    with tempfile.TemporaryDirectory(prefix="gakkumdu-test-") as folder:
        Path(folder).chmod(0o711)
        yield Path(folder) / "data"


@pytest.fixture
def start(data: Path) -> Iterator[Callable[..., Up]]:
    started: list[Up] = []

    def start_on_same_data(*options: str) -> Up:
        started.append(Up(data, *options))
        return started[-1]

    yield start_on_same_data
    for up in started:
        up.close()
        assert up.still_running() == []


def try_printed_command(up: Up) -> str:
    command = re.search(r"^  curl (.*)$", up.said, re.MULTILINE)
    assert command is not None
    tried = subprocess.run(
        ["sh", "-c", f'"$PYTHON" -c "$CURL" {command[1]}'],
        env={**os.environ, "PYTHON": sys.executable, "CURL": CURL},
        capture_output=True,
        text=True,
        check=True,
    )
    return tried.stdout


def token(up: Up) -> str:
    form = {"client_id": "auditor"}
    return str(CLIENT.post(f"http://{LOOPBACK}:{up.base}/token", data=form).json()["access_token"])


def test_it_can_be_tried_stopped_started_again_and_killed(start: Callable[..., Up]) -> None:
    up = start()
    assert "bawaslu-karawang" in up.said
    for part in ("postgresql", "issuer-web", "cases-web", "workflow-worker", "notify-web"):
        assert re.search(rf"^  {part} +ready after", up.said, re.MULTILINE)
    assert try_printed_command(up) == "200\n"
    key = token(up).partition(".")[0]

    up.process.send_signal(signal.SIGINT)
    up.process.send_signal(signal.SIGINT)  # an impatient second Ctrl-C cuts nothing short
    assert up.still_running() == []
    assert up.process.wait(timeout=1) == 0

    again = start()
    assert token(again).partition(".")[0] == key
    again.process.kill()
    assert again.still_running() == []


@pytest.mark.own_node
def test_rabbitmq_ends_with_it(start: Callable[..., Up]) -> None:
    up = start("--broker", "rabbitmq")
    assert any("beam" in title(pid) for pid in up.pids)
    up.process.send_signal(signal.SIGINT)
    assert up.still_running() == []
    assert up.process.wait(timeout=1) == 0

    again = start("--broker", "rabbitmq")
    again.process.kill()
    assert again.still_running() == []


def failing_up(data: Path, *, base: int, **environment: str) -> str:
    result = subprocess.run(
        [GAKKUMDU, "up", "--data", data, "--port-base", str(base)],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 2
    assert "Traceback" not in result.stderr
    return result.stderr


def test_a_taken_port_is_one_sentence(data: Path) -> None:
    base = port_base()
    with socket.create_server((LOOPBACK, base + 2)):
        said = failing_up(data, base=base)
    assert re.fullmatch(rf"Port {base + 2} for `workflow` cannot be used .*--port-base.*\n", said)


def test_a_broken_variable_is_one_sentence(data: Path) -> None:
    said = failing_up(data, base=port_base(), AMQP_URL="no such thing")
    assert re.fullmatch(r"Environment variable AMQP_URL: .*\n", said)
