"""How long and how often to try again, as values beside the loops that do it."""

from __future__ import annotations

import random
from dataclasses import dataclass

import psycopg
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

REASON_LENGTH = 500
# The database is away, busy or broke a deadlock: the same work may well succeed later.
TRANSIENT = (OperationalError, InterfaceError, PoolTimeoutError)


@dataclass(frozen=True)
class RetryPolicy:
    """Attempts that one message is given before it goes to the dead letters, and the pauses between them."""

    delays: tuple[float, ...] = (0.2, 1.0, 3.0, 5.0)

    @property
    def attempts(self) -> int:
        return len(self.delays) + 1

    def delay_after(self, attempt: int) -> float | None:
        """Seconds until the next attempt; None when `attempt` was the last."""
        return self.delays[attempt - 1] if attempt < self.attempts else None


@dataclass(frozen=True)
class Backoff:
    """Pauses between attempts to reach a server: doubling up to a ceiling, shortened at random."""

    first: float = 0.2
    ceiling: float = 10.0

    def delay(self, failures: int) -> float:
        """After that many failures in a row. Chance keeps a fleet from returning at the same instant."""
        longest = min(self.first * float(2 ** min(failures - 1, 16)), self.ceiling)
        return longest * random.uniform(0.5, 1.0)  # noqa: S311 - spreads load, guards nothing


def is_disconnect(error: BaseException) -> bool:
    """Whether there is no connection to the database, which says nothing about the work itself."""
    if isinstance(error, PoolTimeoutError):
        return True
    return isinstance(error, DBAPIError) and (error.connection_invalidated or _is_refusal(error.orig))


def _is_refusal(error: BaseException | None) -> bool:
    """Nobody answered, or the server is stopping or starting: the driver has no code then, or one of these."""
    return isinstance(error, psycopg.OperationalError) and (error.sqlstate or "08").startswith(("08", "57P"))


def reason_of(error: Exception) -> str:
    """For logs and dead letters: the kind and the sentence, without the values PostgreSQL would quote."""
    if isinstance(error, DBAPIError) and isinstance(error.orig, psycopg.Error):
        return f"{type(error.orig).__name__}: {error.orig.diag.message_primary or 'no answer'}"
    return f"{type(error).__name__}: {error}"[:REASON_LENGTH]
