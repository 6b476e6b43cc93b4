"""Runs RabbitMQ in a container for as long as the tests take."""

from __future__ import annotations

import secrets
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

from steps import StepFailedError, run, step

IMAGE = "rabbitmq:4-management"
AMQP, MANAGEMENT = 5672, 15672
READY_WITHIN_SECONDS = 120.0


def available() -> bool:
    """Whether a Docker engine answers; the client alone is no use."""
    if shutil.which("docker") is None:
        return False
    return subprocess.run(["docker", "info"], capture_output=True, check=False).returncode == 0


@contextmanager
def container(*, advice: str) -> Iterator[dict[str, str]]:
    """The environment that leads the tests to it; the container is removed afterwards.

    The advice is for whoever has an engine that cannot get the image.
    """
    name = f"gakkumdu-test-{secrets.token_hex(4)}"
    ports = [option for port in (AMQP, MANAGEMENT) for option in ("-p", f"127.0.0.1::{port}")]
    with step(f"Starting {IMAGE} in Docker"):
        run(["docker", "run", "-d", "--rm", "--name", name, *ports, IMAGE], advice=advice)
        try:
            _wait_until_ready(name)
            amqp, management = _address(name, AMQP), _address(name, MANAGEMENT)
        except BaseException:
            _remove(name)
            raise
    try:
        yield {
            "AMQP_URL": f"amqp://guest:guest@{amqp}/",
            "AMQP_MANAGEMENT_URL": f"http://{management}",
        }
    finally:
        _remove(name)


def _remove(name: str) -> None:
    subprocess.run(["docker", "rm", "-f", name], capture_output=True, check=False)


def _wait_until_ready(name: str) -> None:
    deadline = time.monotonic() + READY_WITHIN_SECONDS
    check = ["docker", "exec", name, "rabbitmq-diagnostics", "-q", "check_port_connectivity"]
    while time.monotonic() < deadline:
        if subprocess.run(check, capture_output=True, check=False).returncode == 0:
            return
        time.sleep(1)
    raise StepFailedError(f"{IMAGE} did not get ready within {READY_WITHIN_SECONDS:.0f} s.")


def _address(name: str, port: int) -> str:
    """Where the container's port is on this machine."""
    listed = subprocess.run(
        ["docker", "port", name, f"{port}/tcp"], capture_output=True, text=True, check=True
    )
    return f"127.0.0.1:{listed.stdout.splitlines()[0].rpartition(':')[2]}"
