from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from cases.domain.errors import ElectionMismatchError
from cases.domain.numbers import Book, Election, Origin, Regime, Sequence, sequence_at, written
from cases.domain.offices import Office

OCTOBER = datetime(2024, 10, 10, tzinfo=UTC)
GRAMMAR = re.compile(
    r"\d{3,}/(Reg/)?(LP|TM)/(PL|PP|PB|PW|PG)/(RI|Prov|Kab|Kota)/\d\d\.\d\d/(I|II|III|IV|V|VI|VII|VIII|IX|X|XI|XII)/\d{4}"
)


def number(
    count: int, book: Book, election: Election, office: str, *, region: str = "13.19", at: datetime = OCTOBER
) -> str:
    sequence = sequence_at(at, office=Office(office), regime=election.regime, book=book)
    return written(sequence, count, election=election, region=region, at=at)


def test_a_register_number_reads_like_a_real_one() -> None:
    register = Book.of_register(Origin.REPORT)
    assert number(10, register, Election.PB, "32.15") == "010/Reg/LP/PB/Kab/13.19/X/2024"


@pytest.mark.parametrize(
    ("written_as", "count", "book", "office", "at"),
    [
        ("002/LP/PL/Kab/27.09/III/2024", 2, Book.INTAKE_REPORTS, "73.09", datetime(2024, 3, 5, tzinfo=UTC)),
        ("006/TM/PL/Kab/27.09/IV/2024", 6, Book.INTAKE_FINDINGS, "73.09", datetime(2024, 4, 5, tzinfo=UTC)),
        ("021/LP/PL/RI/27.09/III/2024", 21, Book.INTAKE_REPORTS, "00", datetime(2024, 3, 5, tzinfo=UTC)),
        (
            "1000/LP/PL/Prov/27.09/XII/2024",
            1000,
            Book.INTAKE_REPORTS,
            "73",
            datetime(2024, 12, 5, tzinfo=UTC),
        ),
        (
            "001/Reg/TM/PL/Kota/27.09/I/2025",
            1,
            Book.REGISTER_FINDINGS,
            "73.71",
            datetime(2025, 1, 5, tzinfo=UTC),
        ),
    ],
)
def test_observed_numbers_can_be_written(
    written_as: str, count: int, book: Book, office: str, at: datetime
) -> None:
    assert number(count, book, Election.PL, office, region="27.09", at=at) == written_as


@pytest.mark.parametrize("election", Election)
@pytest.mark.parametrize("book", Book)
def test_every_number_follows_the_grammar(book: Book, election: Election) -> None:
    for office in ("00", "32", "32.15", "32.73"):
        assert GRAMMAR.fullmatch(number(7, book, election, office))


def test_month_and_year_are_those_of_the_office() -> None:
    new_year = datetime(2024, 12, 31, 15, 30, tzinfo=UTC)  # 1 January in Jayapura, still December in Jakarta
    assert number(1, Book.INTAKE_REPORTS, Election.PL, "91.71", at=new_year).endswith("/I/2025")
    assert number(1, Book.INTAKE_REPORTS, Election.PL, "32.15", at=new_year).endswith("/XII/2024")


def test_an_election_of_the_other_act_is_refused() -> None:
    Election.PL.refuse_other(Regime.PEMILU)
    with pytest.raises(ElectionMismatchError):
        Election.PL.refuse_other(Regime.PILKADA)
    with pytest.raises(ElectionMismatchError):
        Election.PG.refuse_other(Regime.PEMILU)


def test_reports_findings_intakes_and_register_have_books_of_their_own() -> None:
    books = {of(origin) for of in (Book.of_intakes, Book.of_register) for origin in Origin}
    assert books == set(Book)


def test_a_sequence_is_of_one_office_regime_book_and_year() -> None:
    assert sequence_at(
        OCTOBER, office=Office("32.15"), regime=Regime.PILKADA, book=Book.INTAKE_REPORTS
    ) == Sequence(Office("32.15"), Regime.PILKADA, Book.INTAKE_REPORTS, 2024)
