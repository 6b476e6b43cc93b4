"""Whom to give a task to: who knows the case comes first, then the nearer office, then the lighter load."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from workflow.domain.member import offices_reaching


@dataclass(frozen=True)
class Candidate:
    """A member who may work on a task, and what speaks for giving it to this one."""

    member_id: str
    office: str
    tasks_of_case: int
    """Tasks of the same case that this member has done or holds."""
    tasks_in_hand: int


def ranked(candidates: Iterable[Candidate], *, office: str) -> list[Candidate]:
    """The best first; ids decide between equals, so that everybody sees the same order."""
    nearness = {code: rank for rank, code in enumerate(offices_reaching(office))}

    def place(candidate: Candidate) -> tuple[bool, int, int, str]:
        known = candidate.tasks_of_case > 0
        return not known, nearness[candidate.office], candidate.tasks_in_hand, candidate.member_id

    return sorted(candidates, key=place)
