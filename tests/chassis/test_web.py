"""The server under the application."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from chassis.web import refuse_taken_port
from tests.support.asking import CLIENT
from tests.support.served import free_address, serving
from tests.support.small_app import BEGUN

STOPS_WITHIN_SECONDS = 2 * 3.0  # three, and as much again for a machine on which many tests run at once


@pytest.fixture
def address() -> str:
    return free_address()


@pytest.fixture
def server(address: str) -> Iterator[subprocess.Popen[str]]:
    with serving(address) as process:
        yield process


def test_it_stops_soon_when_asked(server: subprocess.Popen[str]) -> None:
    asked = time.monotonic()
    server.send_signal(signal.SIGTERM)
    assert server.wait(10) == 0
    assert time.monotonic() - asked < STOPS_WITHIN_SECONDS


def test_it_stops_soon_beside_a_connection_that_is_kept_open(
    server: subprocess.Popen[str], address: str
) -> None:
    with httpx.Client() as browser:
        browser.get(f"http://{address}/livez")
        asked = time.monotonic()
        server.send_signal(signal.SIGTERM)
        assert server.wait(10) == 0
        assert time.monotonic() - asked < STOPS_WITHIN_SECONDS


def test_it_answers_what_it_has_begun_before_it_stops(server: subprocess.Popen[str], address: str) -> None:
    with ThreadPoolExecutor(1) as other:
        begun = other.submit(CLIENT.get, f"http://{address}/v1/slow")
        assert server.stderr is not None
        assert f"{BEGUN}\n" in server.stderr
        server.send_signal(signal.SIGTERM)
        assert begun.result().json() == {"done": "yes"}
    assert server.wait(10) == 0


@pytest.mark.usefixtures("server")
def test_a_second_one_on_the_same_port_says_so_in_one_sentence(address: str) -> None:
    second = subprocess.run(
        [sys.executable, "-m", "tests.support.small_app", address],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (second.returncode, second.stdout) == (2, "")
    assert second.stderr.count("\n") == 1
    assert address in second.stderr
    assert "LISTEN" in second.stderr


def test_a_free_port_is_not_refused(address: str) -> None:
    host, port = address.split(":")
    refuse_taken_port(host, int(port))


@pytest.mark.parametrize("host", ["203.0.113.7", "no-such-host.invalid"])
def test_an_address_of_somewhere_else_is_refused_likewise(
    host: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        refuse_taken_port(host, 8000)
    assert left.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1
