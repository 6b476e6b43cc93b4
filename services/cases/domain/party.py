"""Parties of a case: a role, a status of their own, and an identity that is kept apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from cases.domain.errors import PartyStatusError, UnknownOutcomeError
from cases.domain.officer import OfficerId

PartyId = NewType("PartyId", UUID)


class PartyRole(StrEnum):
    """What somebody is in a case."""

    REPORTER = "reporter"
    REPORTED = "reported"
    WITNESS = "witness"
    SUSPECT = "suspect"


class PartyStatus(StrEnum):
    """How far it is with one person; several suspects of a case may end differently."""

    NAMED = "named"
    HEARD = "heard"
    WITHDRAWN = "withdrawn"
    RELEASED = "released"
    WANTED = "wanted"
    DISCONTINUED = "discontinued"
    HANDED_OVER = "handed_over"
    ON_TRIAL = "on_trial"
    ACQUITTED = "acquitted"
    CONVICTED = "convicted"
    VERDICT_NOT_STATED = "verdict_not_stated"


S = PartyStatus
TRANSITIONS: Mapping[PartyRole, Mapping[PartyStatus, frozenset[PartyStatus]]] = {
    PartyRole.REPORTER: {S.NAMED: frozenset({S.HEARD, S.WITHDRAWN}), S.HEARD: frozenset({S.WITHDRAWN})},
    PartyRole.WITNESS: {S.NAMED: frozenset({S.HEARD})},
    PartyRole.REPORTED: {S.NAMED: frozenset({S.HEARD, S.RELEASED}), S.HEARD: frozenset({S.RELEASED})},
    PartyRole.SUSPECT: {
        S.NAMED: frozenset({S.WANTED, S.DISCONTINUED, S.HANDED_OVER}),
        S.WANTED: frozenset({S.NAMED, S.DISCONTINUED, S.HANDED_OVER}),
        S.HANDED_OVER: frozenset({S.DISCONTINUED, S.ON_TRIAL}),
        S.ON_TRIAL: frozenset({S.ACQUITTED, S.CONVICTED}),
        S.ACQUITTED: frozenset({S.CONVICTED}),  # on appeal
        S.CONVICTED: frozenset({S.ACQUITTED}),
    },
}

RUNNING: frozenset[PartyStatus] = frozenset({S.NAMED, S.WANTED, S.HANDED_OVER, S.ON_TRIAL})
"""A suspect whose own way through the procedure is not over."""

STATUS_AT_THE_END: Mapping[str, PartyStatus] = {
    "convicted": S.CONVICTED,
    "acquitted": S.ACQUITTED,
    "verdict_not_stated": S.VERDICT_NOT_STATED,
    "expired": S.DISCONTINUED,
    "sp3": S.DISCONTINUED,
    "cancelled": S.DISCONTINUED,
}
"""What becomes of a suspect by the outcome of the suspect's track."""


@dataclass(frozen=True, kw_only=True)
class Identity:
    """Who a party is. Stored apart, shown to nobody by default."""

    name: str
    address: str | None = None
    contact: str | None = None
    id_number: str | None = None

    def held(self) -> tuple[str, ...]:
        """The names of what is known, without any of it."""
        return tuple(field.name for field in fields(self) if getattr(self, field.name) is not None)


@dataclass(kw_only=True)
class Party:
    """One person's part in one case; `ordinal` counts the parties of the same role."""

    id: PartyId
    case_id: UUID
    role: PartyRole
    ordinal: int
    held: tuple[str, ...]
    added_at: datetime
    added_by: OfficerId
    changed_at: datetime
    status: PartyStatus = PartyStatus.NAMED
    version: int = 1

    def become(self, status: PartyStatus, *, at: datetime) -> None:
        """Follow the person's own way through the procedure."""
        allowed = TRANSITIONS[self.role].get(self.status, frozenset())
        if status not in allowed:
            ways = ", ".join(sorted(allowed)) or "none"
            raise PartyStatusError(
                f"A {self.role} who is {self.status} cannot become {status}; possible: {ways}.",
                id=f"Pihak ({self.role}) berstatus {self.status} tidak dapat menjadi {status}; yang mungkin: {ways}.",
                field="status",
                rule="party-status",
            )
        self._change(status, at)

    def conclude(self, outcome: str, *, at: datetime) -> None:
        """The suspect's track has ended: the procedure says what became of the suspect, wherever the status stood."""
        if outcome not in STATUS_AT_THE_END:
            known = ", ".join(STATUS_AT_THE_END)
            raise UnknownOutcomeError(
                f"{outcome!r} is none of {known}.",
                id=f"{outcome!r} bukan salah satu dari {known}.",
                field="outcome",
            )
        if self.status is not STATUS_AT_THE_END[outcome]:
            self._change(STATUS_AT_THE_END[outcome], at)

    def _change(self, status: PartyStatus, at: datetime) -> None:
        self.status = status
        self.version += 1
        self.changed_at = at
