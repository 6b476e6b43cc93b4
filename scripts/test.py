"""Runs the tests, after making sure that there is a RabbitMQ to run them against.

The tests start a private node from the machine's RabbitMQ programs. Where these are missing they are
installed; where that cannot be done, a container or the broker named by AMQP_URL takes their place.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from subprocess import run as run_quietly

import rabbitmq_apt
import rabbitmq_docker
from steps import ROOT, StepFailedError, main

from console.rabbitmq import installed

NO_BROKER = """RabbitMQ is missing, and `make test` found no way to get it. Any one of these is enough:
  - install it:             sudo apt-get update && sudo apt-get install --no-install-recommends rabbitmq-server
                            (macOS: brew install rabbitmq)
  - become root, or let sudo work without a password, and `make test` installs it on Debian and Ubuntu
  - start Docker:           `make test` then runs it in a container
  - name one that is there: AMQP_URL=amqp://user:password@host:5672/ make test
                            (it needs the management plugin)"""
# Tests that stop and restart the broker need one of our own; in a container they would only test Docker.
WITHOUT_OWN_NODE = ["-m", "not own_node"]
# Tests wait for servers more than they compute. tests/support/scheduling.py says which stay together;
# `make test ARGS="-n 0"` runs all in one process, as a debugger wants it.
SIDE_BY_SIDE = ["-n", "3", "--no-loadscope-reorder"]


def run_tests() -> None:
    """Exits as pytest does."""
    with _broker() as environment:
        options = [*SIDE_BY_SIDE, *_own_node_options(environment), *sys.argv[1:]]
        pytest = [sys.executable, "-m", "pytest", *options]
        finished = run_quietly(pytest, env={**_surroundings(), **environment}, cwd=ROOT, check=False)
    raise SystemExit(finished.returncode)


def _surroundings() -> dict[str, str]:
    """Where Python may keep what it compiled: otherwise every process prepares every test module, on every run."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def _own_node_options(environment: dict[str, str]) -> list[str]:
    if not environment:
        return []
    print("  The broker is not ours to stop: tests that stop it are left out.")
    return WITHOUT_OWN_NODE


@contextmanager
def _broker() -> Iterator[dict[str, str]]:
    """What the tests must be told of the broker: nothing where they start their own."""
    given = os.environ.get("AMQP_URL")
    if given:
        yield {"AMQP_URL": given}
    elif installed() or _install():
        yield {}
    elif rabbitmq_docker.available():
        with rabbitmq_docker.container(advice=NO_BROKER) as environment:
            yield environment
    else:
        raise StepFailedError(NO_BROKER)


def _install() -> bool:
    """What apt could not do is shown, and Docker may still help."""
    try:
        return rabbitmq_apt.install() and installed()
    except StepFailedError as error:
        print(error, flush=True)
        return False


if __name__ == "__main__":
    main(run_tests)
