"""Facts of a case and of its suspects: whose they are, and whether they can all be true."""

from __future__ import annotations

from uuid import UUID

import pytest

from tests.workflow.builders import MONDAY, a_fact
from tests.workflow.domain.law import facts
from workflow.domain.errors import ImpossibleFactError
from workflow.domain.facts import FactKind
from workflow.domain.known_facts import KnownFacts

ONE, OTHER = (UUID(int=number) for number in (1, 2))
KNOWN = KnownFacts(facts(forwarded="2024-01-10"), {ONE: facts(file_sent="2024-01-15"), OTHER: {}})


def test_a_suspect_sees_the_case_with_own_facts_on_top() -> None:
    fresh = KNOWN.with_facts([a_fact("forwarded", "2024-01-11")], track=OTHER)
    days = {track: str(fresh.seen_from(track)[FactKind.FORWARDED].day) for track in (None, ONE, OTHER)}
    assert days == {None: "2024-01-10", ONE: "2024-01-10", OTHER: "2024-01-11"}


@pytest.mark.parametrize(
    ("kind", "day", "track"),
    [
        ("file_sent", "2024-01-09", OTHER),
        ("forwarded", "2024-01-16", None),
        ("file_returned", "2024-01-12", ONE),
        ("file_sent", "2024-02-01", ONE),
    ],
    ids=["before the case's", "the case's after a suspect's", "before the suspect's own", "in the future"],
)
def test_what_cannot_be_of_any_suspect_is_refused(kind: str, day: str, track: UUID | None) -> None:
    with pytest.raises(ImpossibleFactError):
        KNOWN.with_facts([a_fact(kind, day)], track=track).refuse_impossible(now=MONDAY)


def test_what_is_out_of_order_between_two_suspects_may_be() -> None:
    KNOWN.with_facts([a_fact("file_returned", "2024-01-12")], track=OTHER).refuse_impossible(now=MONDAY)
