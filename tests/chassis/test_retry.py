"""Pauses as values."""

from __future__ import annotations

import psycopg
import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from chassis.retry import Backoff, RetryPolicy, is_disconnect, reason_of


def test_the_last_attempt_has_no_pause_after_it() -> None:
    policy = RetryPolicy(delays=(0.1, 2.0))
    assert [policy.delay_after(attempt) for attempt in (1, 2, 3)] == [0.1, 2.0, None]
    assert policy.attempts == 3


def test_pauses_grow_to_a_ceiling() -> None:
    backoff = Backoff(first=1, ceiling=8)
    for failures, longest in ((1, 1), (2, 2), (3, 4), (4, 8), (5, 8), (10_000, 8)):
        assert longest / 2 <= backoff.delay(failures) <= longest


def test_a_reason_quotes_no_values_from_the_database() -> None:
    error = IntegrityError("INSERT ...", {"name": "Siti"}, psycopg.errors.UniqueViolation("Siti exists"))
    assert reason_of(error) == "UniqueViolation: no answer"
    assert reason_of(ValueError("x" * 900)).startswith("ValueError: xxx")
    assert len(reason_of(ValueError("x" * 900))) == 500


@pytest.mark.parametrize(
    ("said", "away"),
    [
        pytest.param(psycopg.OperationalError("connection refused"), True, id="nobody answers"),
        pytest.param(psycopg.errors.CannotConnectNow(), True, id="the server is starting"),
        pytest.param(psycopg.errors.AdminShutdown(), True, id="the server is stopping"),
        pytest.param(psycopg.errors.DeadlockDetected(), False, id="a deadlock"),
        pytest.param(psycopg.errors.QueryCanceled(), False, id="a time-out"),
    ],
)
def test_a_server_that_cannot_be_reached_says_nothing_about_the_work(
    said: psycopg.Error, *, away: bool
) -> None:
    error: DBAPIError = OperationalError("SELECT 1", {}, said)
    assert is_disconnect(error) is away
