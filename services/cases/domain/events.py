"""What this service tells the others: types, streams and data of its events.

Ids and facts; no personal data but a member's work e-mail.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cases.domain.access import handlers_of
from cases.domain.case import Case
from cases.domain.facts import Fact, FactName
from cases.domain.member import Member
from cases.domain.party import Party
from cases.domain.side_events import Joining, Transfer, Withdrawal

FACT_KEYS: Mapping[FactName, str] = {
    FactName.ACT: "act_on",
    FactName.KNOWN: "known",
    FactName.SUBMITTED: "submitted",
}


@dataclass(frozen=True)
class Announcement:
    """An event to be sent; `subject` is the stream in which its order is kept."""

    type: str
    subject: str
    data: Mapping[str, Any]


def case_received(case: Case) -> Announcement:
    """A case exists and somebody must study it."""
    facts = {FACT_KEYS[name]: fact.as_data() for name, fact in case.facts.declared.items()}
    data = {
        "case_id": str(case.id),
        "intake_number": case.intake_number,
        "regime": case.regime.value,
        "origin": case.origin.value,
        "office": case.office.code,
        "level": case.office.level.value,
        "confidentiality": int(case.confidentiality),
        "articles": list(case.articles),
        **facts,
    }
    return Announcement("case.received", str(case.id), data)


def case_registered(case: Case) -> Announcement:
    """The case has its register number."""
    data = {"case_id": str(case.id), "register_number": case.register_number}
    return Announcement("case.registered", str(case.id), data)


def case_closed(case: Case) -> Announcement:
    """The case is over."""
    data = {"case_id": str(case.id), "outcome": case.outcome.value if case.outcome else None}
    return Announcement("case.closed", str(case.id), data)


def suspect_named(party: Party, named: Fact | None) -> Announcement:
    """The police name a suspect; the party's id is the suspect's track."""
    data = {
        "case_id": str(party.case_id),
        "party_id": str(party.id),
        "named": None if named is None else named.as_data(),
    }
    return Announcement("case.suspect_named", str(party.case_id), data)


def case_withdrawn(case: Case, withdrawal: Withdrawal) -> Announcement:
    """A reporter takes the report back; the case goes on, and the agencies that handle it are to know."""
    data = {
        "case_id": str(withdrawal.case_id),
        "party_id": str(withdrawal.party_id),
        "office": case.office.code,
        "agencies": [agency.value for agency in handlers_of(case)],
        "withdrawn": withdrawal.fact.as_data(),
    }
    return Announcement("case.withdrawn", str(withdrawal.case_id), data)


def case_transferred(transfer: Transfer) -> Announcement:
    """Another office handles the case, under a number of its own beside the first one."""
    data = {
        "case_id": str(transfer.case_id),
        "direction": transfer.direction.value,
        "from_office": transfer.from_office.code,
        "office": transfer.to_office.code,
        "level": transfer.to_office.level.value,
        "number": transfer.number,
        "decided": transfer.decided.as_data(),
    }
    return Announcement("case.transferred", str(transfer.case_id), data)


def case_joined(joining: Joining) -> Announcement:
    """The case is handled together with another one; the other one is told the same."""
    data = {
        "case_id": str(joining.case_id),
        "joined_case_id": str(joining.joined_case_id),
        "decided": joining.decided.as_data(),
    }
    return Announcement("case.joined", str(joining.case_id), data)


def member_appointed(member: Member) -> Announcement:
    """Somebody can be given tasks and written to."""
    data = {
        "member_id": member.id,
        "agency": member.agency.value,
        "office": member.office.code,
        "level": member.office.level.value,
        "roles": sorted(role.value for role in member.roles),
        "email": member.email,
        "language": member.language.value,
    }
    return Announcement("member.appointed", f"office/{member.office.code}", data)
