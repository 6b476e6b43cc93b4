"""Valid intakes, cases and officers, so that a test shows only what matters to it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from cases.domain.case import Case, CaseId
from cases.domain.facts import IntakeFacts
from cases.domain.intake import Confidentiality, Intake
from cases.domain.member import Appointment, Language, MemberId
from cases.domain.numbers import Election, Origin, Regime
from cases.domain.officer import Agency, Officer, OfficerId, Role
from cases.domain.offices import Office
from cases.domain.party import Identity
from cases.domain.receipts import new_receipt_code

NOON = datetime(2024, 10, 10, 5, 0, tzinfo=UTC)  # 12.00 in Karawang
KARAWANG = Office("32.15")
JEMBRANA = Office("51.01")
REPORTER = Identity(name="Siti Aminah", contact="0812-0000-0000")


def an_officer(
    office: str = "32.15", *roles: Role, agency: Agency = Agency.BAWASLU, subject: str = "bawaslu-karawang"
) -> Officer:
    return Officer(OfficerId(subject), agency, Office(office), frozenset(roles or (Role.OFFICER,)))


def an_intake(**overrides: Any) -> Intake:
    valid: dict[str, Any] = {
        "origin": Origin.REPORT,
        "regime": Regime.PILKADA,
        "election": Election.PB,
        "office": KARAWANG,
        "bawaslu_region": "13.19",
        "level": None,
        "description": "Pembagian uang di lapangan desa.",
        "confidentiality": Confidentiality.ORDINARY,
        "articles": ("UU Pilkada Pasal 187A",),
        "facts": IntakeFacts(),
        "reporter": REPORTER,
    }
    return Intake(**{**valid, **overrides})


def a_finding(**overrides: Any) -> Intake:
    return an_intake(origin=Origin.FINDING, reporter=None, **overrides)


def a_case(*, intake: Intake | None = None, by: str = "bawaslu-karawang", **overrides: Any) -> Case:
    case = Case.received(
        intake or an_intake(),
        case_id=CaseId(uuid4()),
        number=f"{uuid4().int % 10**9}/LP/PB/Kab/13.19/X/2024",
        receipt=new_receipt_code(),
        by=OfficerId(by),
        now=NOON,
    )
    for name, value in overrides.items():
        setattr(case, name, value)
    return case


def a_registered_case(
    *, intake: Intake | None = None, by: str = "bawaslu-karawang", **overrides: Any
) -> Case:
    case = a_case(intake=intake, by=by)
    case.register(case.intake_number.replace("/LP/", "/Reg/LP/"), at=NOON)
    for name, value in overrides.items():
        setattr(case, name, value)
    return case


def an_appointment(**overrides: Any) -> Appointment:
    valid: dict[str, Any] = {
        "member_id": MemberId("polri-karawang"),
        "name": "Penyidik Karawang",
        "agency": Agency.POLRI,
        "office": KARAWANG,
        "level": None,
        "roles": frozenset({Role.OFFICER}),
        "email": "polri@karawang.demo.example",
        "language": Language.INDONESIAN,
    }
    return Appointment(**{**valid, **overrides})
