"""One RabbitMQ for tests that run side by side: the process that deals them out starts it when one of them asks.

It lives as long as that process and no longer, whatever ends it (docs/decisions/0045-what-the-tests-share.md).
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from multiprocessing.connection import Client, Connection, Listener
from threading import Thread

from console.errors import StartError
from console.rabbitmq import RabbitMQ
from tests.support.rabbitmq import private_rabbitmq

WHERE, END = "where is it?", "nobody needs it any more"


class RabbitMQDesk:
    """Answers where the node is; `key` is what those who ask must know."""

    def __init__(self, start: Callable[[], AbstractContextManager[RabbitMQ]] = private_rabbitmq) -> None:
        self._start = start
        self.key = secrets.token_hex(16)
        self._listener = Listener(authkey=self.key.encode())
        # The node ends with the thread that started it.
        self._thread = Thread(target=self._serve, name="rabbitmq-desk", daemon=True)
        self._thread.start()

    @property
    def address(self) -> str:
        return str(self._listener.address)

    def close(self) -> None:
        """The node, if there is one, is gone afterwards."""
        with Client(self.address, authkey=self.key.encode()) as desk:
            desk.send(END)
        self._thread.join()
        self._listener.close()

    def _serve(self) -> None:
        with ExitStack() as running:
            node: RabbitMQ | None = None
            while (asking := self._next()) is not None:
                with asking:
                    try:
                        node = node or running.enter_context(self._start())
                    except StartError as error:
                        asking.send(str(error))
                    else:
                        asking.send((node.url(), node.management_url))

    def _next(self) -> Connection | None:
        """Who asks for the node; None when nobody will."""
        while True:
            try:
                asking = self._listener.accept()
                question = asking.recv()
            except (EOFError, ConnectionError):
                continue  # who wanted to ask was killed, and others will
            if question == WHERE:
                return asking
            asking.close()
            return None


def ask(address: str, key: str) -> tuple[str, str]:
    """The node's AMQP and management URLs; StartError where it cannot be started."""
    with Client(address, authkey=key.encode()) as desk:
        desk.send(WHERE)
        answer = desk.recv()
    if isinstance(answer, str):
        raise StartError(answer)
    url, management_url = answer
    return url, management_url
