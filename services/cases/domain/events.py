"""What this service tells the others: types, streams and data of its events.

Ids and facts; no personal data but a member's work e-mail.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cases.domain.case import Case
from cases.domain.facts import FactName
from cases.domain.member import Member

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
