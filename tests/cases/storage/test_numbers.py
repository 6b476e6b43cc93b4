from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from cases.domain.numbers import Book, Regime, Sequence
from cases.domain.offices import Office
from cases.storage.unit import CasesUnit
from chassis.clock import FixedClock
from chassis.database import Database
from tests.cases.builders import NOON
from tests.cases.conftest import migrate
from tests.support.postgres import FreshDatabases

KARAWANG_2024 = Sequence(Office("32.15"), Regime.PILKADA, Book.INTAKE_REPORTS, 2024)
OTHERS = (
    Sequence(Office("32.16"), Regime.PILKADA, Book.INTAKE_REPORTS, 2024),
    Sequence(Office("32.15"), Regime.PEMILU, Book.INTAKE_REPORTS, 2024),
    Sequence(Office("32.15"), Regime.PILKADA, Book.REGISTER_REPORTS, 2024),
    Sequence(Office("32.15"), Regime.PILKADA, Book.INTAKE_REPORTS, 2025),
)


class GivenBackError(Exception):
    """The unit that took a number fails."""


def fail_at_odd(turn: int) -> None:
    if turn % 2:
        raise GivenBackError


def test_a_sequence_counts_from_one_and_alone(unit: CasesUnit) -> None:
    assert [unit.numbers.next(KARAWANG_2024) for _ in range(3)] == [1, 2, 3]
    assert [unit.numbers.next(other) for other in OTHERS] == [1, 1, 1, 1]


def test_numbers_have_no_gap_although_many_take_them_at_once_and_some_fail(
    fresh_database: FreshDatabases,
) -> None:
    engine = fresh_database.engine(fresh_database("cases", prepare=migrate))
    database = Database(engine, source="cases", clock=FixedClock(NOON))
    together = threading.Barrier(8)

    def take(worker: int) -> list[int]:
        together.wait()
        return [number for turn in range(10) if (number := take_or_fail(worker + turn))]

    def take_or_fail(turn: int) -> int | None:
        with suppress(GivenBackError), database.unit_of_work(CasesUnit) as unit:
            number = unit.numbers.next(KARAWANG_2024)
            fail_at_odd(turn)
            return number
        return None

    with ThreadPoolExecutor(8) as workers:
        numbers = [number for taken in workers.map(take, range(8)) for number in taken]
    assert sorted(numbers) == list(range(1, 41))


def test_somebody_elses_sequence_does_not_wait(fresh_database: FreshDatabases) -> None:
    engine = fresh_database.engine(fresh_database("cases", prepare=migrate))
    database = Database(engine, source="cases", clock=FixedClock(NOON))
    with database.unit_of_work(CasesUnit) as first, database.unit_of_work(CasesUnit) as second:
        first.numbers.next(KARAWANG_2024)
        assert [second.numbers.next(other) for other in OTHERS] == [1, 1, 1, 1]
