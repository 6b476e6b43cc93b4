"""Engine, sessions and the unit of work. The only module of the system that commits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from select import POLLIN, poll
from typing import Protocol, TypeVar

import psycopg
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.orm import Session

from chassis.clock import Clock
from chassis.unit import Unit

U = TypeVar("U", bound=Unit)
U_co = TypeVar("U_co", bound=Unit, covariant=True)

CONNECT_TIMEOUT_SECONDS = 5


class UnitFactory(Protocol[U_co]):
    """A `Unit` subclass: called once for every request and message."""

    def __call__(self, session: Session, *, source: str, clock: Clock) -> U_co: ...


def refuse_lost(connection: psycopg.Connection, *_: object) -> None:
    """Has the pool open a fresh connection in the place of one that the server ended while it lay idle.

    Nobody speaks on an idle connection, so whatever there is to read is its end. That costs no round trip, which a
    ping before each unit of work does.
    """
    if connection.closed or _has_input(connection.fileno()):
        raise DisconnectionError


def _has_input(descriptor: int) -> bool:
    watched = poll()
    watched.register(descriptor, POLLIN)
    return bool(watched.poll(0))


class Database:
    """One service's PostgreSQL database and the units of work opened on it."""

    def __init__(self, bind: Engine | Connection, *, source: str, clock: Clock) -> None:
        self.bind = bind
        self.source = source
        self.clock = clock

    @classmethod
    def at(cls, url: str, *, source: str, clock: Clock, pool_size: int = 5) -> Database:
        """Connects on first use, never at import or construction."""
        engine = create_engine(
            url,
            pool_size=pool_size,
            max_overflow=pool_size,
            hide_parameters=True,  # an error's text goes to the log, and what was stored may name people
            connect_args={"connect_timeout": CONNECT_TIMEOUT_SECONDS, "application_name": source},
        )
        event.listen(engine, "checkout", refuse_lost)
        return cls(engine, source=source, clock=clock)

    @contextmanager
    def unit_of_work(self, factory: UnitFactory[U]) -> Iterator[U]:
        """One transaction: committed when the block ends well, rolled back when it raises."""
        with Session(self.bind, join_transaction_mode="create_savepoint", expire_on_commit=False) as session:
            unit = factory(session, source=self.source, clock=self.clock)
            yield unit
            session.commit()

    def ping(self) -> None:
        """Raises SQLAlchemy's OperationalError while the database does not answer."""
        with Session(self.bind) as session:
            session.execute(text("SELECT 1"))

    def dispose(self) -> None:
        """Close the connections that lie idle in the pool."""
        if isinstance(self.bind, Engine):
            self.bind.dispose()
