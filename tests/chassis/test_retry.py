"""Pauses as values."""

from __future__ import annotations

import psycopg
from sqlalchemy.exc import IntegrityError

from chassis.retry import Backoff, RetryPolicy, reason_of


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
