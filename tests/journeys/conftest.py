"""One running system a broker for all journeys; pytest takes the brokers one after the other."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest

from tests.support.journey_stage import Stage, running_stage
from tests.support.rabbitmq import FreshVhosts, given_rabbitmq


@pytest.fixture(scope="package", params=["pgmq", "rabbitmq"])
def broker(request: pytest.FixtureRequest) -> Iterator[Callable[[], str]]:
    """`broker()` is how a new system is told of its broker: `pgmq`, or the address of an empty virtual host."""
    if request.param == "pgmq":
        yield lambda: "pgmq"
        return
    # Some of the journeys stop it, where it is ours.
    vhosts = FreshVhosts(given_rabbitmq(os.environ) or request.getfixturevalue("own_rabbitmq"))
    yield vhosts
    vhosts.delete_all()


@pytest.fixture(scope="package")
def stage(broker: Callable[[], str]) -> Iterator[Stage]:
    """The default arrangement: a web and a worker process of each service, on a simulated clock."""
    with running_stage(broker()) as running:
        yield running
