"""One real RabbitMQ for a whole test run, and an empty virtual host on it for each test."""

from __future__ import annotations

import secrets
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol
from urllib.parse import quote, urlsplit

from console.rabbitmq import RabbitMQ
from tests.support.asking import CLIENT

GIVEN = "GIVEN_"
"""Before the names of the variables that lead the tests to a broker."""


class Broker(Protocol):
    """What can make and remove virtual hosts."""

    def create_vhost(self, name: str) -> str:
        """The AMQP URL of an empty virtual host."""
        ...

    def delete_vhost(self, name: str) -> None:
        """Together with its queues."""
        ...


class GivenBroker:
    """One that somebody else started, such as `AMQP_URL` names; its management API must be on, as in the `-management` images."""

    def __init__(self, url: str, *, management_url: str | None) -> None:
        parts = urlsplit(url)
        self._server = url.rpartition("@")[2].partition("/")[0]
        self._user, self._password = parts.username or "guest", parts.password or "guest"
        self._api = f"{management_url or f'http://{parts.hostname}:15672'}/api"

    def create_vhost(self, name: str) -> str:
        self._manage("PUT", f"/vhosts/{name}")
        rights = {"configure": ".*", "write": ".*", "read": ".*"}
        self._manage("PUT", f"/permissions/{name}/{quote(self._user, safe='')}", body=rights)
        return f"amqp://{quote(self._user)}:{quote(self._password)}@{self._server}/{name}"

    def delete_vhost(self, name: str) -> None:
        self._manage("DELETE", f"/vhosts/{name}")

    def _manage(self, method: str, path: str, *, body: dict[str, str] | None = None) -> None:
        answer = CLIENT.request(
            method, self._api + path, auth=(self._user, self._password), json=body or {}, timeout=30
        )
        answer.raise_for_status()


class FreshVhosts:
    """`fresh_vhost()`: the AMQP URL of an empty virtual host, also where other runs use the same broker."""

    def __init__(self, broker: Broker) -> None:
        self._broker = broker
        self._created: list[str] = []

    def __call__(self) -> str:
        name = f"test-{secrets.token_hex(6)}"
        self._created.append(name)
        return self._broker.create_vhost(name)

    def delete_all(self) -> None:
        for name in self._created:
            self._broker.delete_vhost(name)


def given_rabbitmq(environment: Mapping[str, str]) -> GivenBroker | None:
    """The broker that AMQP_URL named."""
    if url := environment.get(f"{GIVEN}AMQP_URL"):
        return GivenBroker(url, management_url=environment.get(f"{GIVEN}AMQP_MANAGEMENT_URL"))
    return None


@contextmanager
def private_rabbitmq() -> Iterator[RabbitMQ]:
    """A node of one's own, for a test that stops or kills it."""
    home = Path(tempfile.mkdtemp(prefix="gakkumdu-test-"))
    try:
        node = RabbitMQ(home / "rabbitmq", log=home / "rabbitmq.log")
        try:
            node.start()
            yield node
        finally:
            node.destroy()
    finally:
        shutil.rmtree(home, ignore_errors=True)
