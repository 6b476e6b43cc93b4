"""Waiting for PostgreSQL's NOTIFY on a connection of one's own: milliseconds, and no query while it is quiet."""

from __future__ import annotations

from types import TracebackType
from typing import Self

import psycopg
from psycopg import sql
from sqlalchemy.engine import URL, make_url

CONNECT_TIMEOUT_SECONDS = 5


def conninfo_of(url: str | URL) -> str:
    """What libpq understands of SQLAlchemy's URL."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


class Listener:
    """Listens from the moment the block opens, so that nothing notified after that is missed."""

    def __init__(self, conninfo: str, channel: str) -> None:
        self._conninfo = conninfo
        self._channel = channel

    def __enter__(self) -> Self:
        self._connection = psycopg.connect(
            self._conninfo, autocommit=True, connect_timeout=CONNECT_TIMEOUT_SECONDS
        )
        self._connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(self._channel)))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def wait(self, seconds: float) -> bool:
        """True as soon as something was notified, False when the time is over."""
        return wait_for_notify(self._connection, seconds)


def wait_for_notify(connection: psycopg.Connection, seconds: float) -> bool:
    """The same for a connection that listens already."""
    return any(True for _ in connection.notifies(timeout=seconds, stop_after=1))
