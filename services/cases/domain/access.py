"""Who may see and do what. The only place that decides; `storage.access` says the same in SQL."""

from __future__ import annotations

from collections.abc import Mapping

from cases.domain.case import Case
from cases.domain.errors import NotYourOfficeError
from cases.domain.intake import Confidentiality
from cases.domain.member import Member
from cases.domain.officer import Agency, Officer, Role
from cases.domain.offices import Office
from cases.domain.party import PartyRole

# An administrator keeps the roster and, as such, reads no case at all.
CLEARANCE: Mapping[Role, int] = {
    Role.OFFICER: Confidentiality.RESTRICTED,
    Role.COORDINATOR: Confidentiality.SECRET,
    Role.AUDITOR: Confidentiality.SECRET,
    Role.ADMINISTRATOR: 0,
}

# Suspects are named by the police and tried by the prosecutor; the others are heard by Bawaslu.
PARTY_KEEPERS: Mapping[PartyRole, frozenset[Agency]] = {
    PartyRole.REPORTER: frozenset({Agency.BAWASLU}),
    PartyRole.REPORTED: frozenset({Agency.BAWASLU}),
    PartyRole.WITNESS: frozenset({Agency.BAWASLU, Agency.POLRI}),
    PartyRole.SUSPECT: frozenset({Agency.POLRI, Agency.KEJAKSAAN}),
}


def clearance(officer: Officer) -> int:
    """The highest confidentiality level that the officer's roles reach."""
    return max((CLEARANCE[role] for role in officer.roles), default=0)


def may_see_case(officer: Officer, case: Case) -> bool:
    """At or above the case's office, cleared for it or the one who took it in, and its agency's turn has come.

    Police and prosecutors join with the first discussion, so they see a case once it is registered.
    """
    cleared = clearance(officer) >= case.confidentiality or case.received_by == officer.id
    joined = officer.agency in handlers_of(case)
    return officer.office.covers(case.office) and cleared and joined


def handlers_of(case: Case) -> tuple[Agency, ...]:
    """The agencies whose turn in this case has come."""
    return tuple(Agency) if case.is_registered else (Agency.BAWASLU,)


def may_see_member(officer: Officer, member: Member) -> bool:
    """The roster of an office is read there and above."""
    return officer.office.covers(member.office)


def refuse_filing(officer: Officer, office: Office) -> None:
    """Only Bawaslu takes reports and findings in, at the office itself or above."""
    works_there = officer.agency is Agency.BAWASLU and officer.office.covers(office)
    if not (works_there and officer.is_any(Role.OFFICER, Role.COORDINATOR)):
        raise NotYourOfficeError(
            f"Only Bawaslu officers of office {office.code} or above it may file there. "
            "Send the report to an officer of that office.",
            id=f"Hanya petugas Bawaslu kantor {office.code} atau di atasnya yang boleh mencatat di sana. "
            "Teruskan laporan kepada petugas kantor tersebut.",
            field="office",
            rule="who-may-file",
        )


def refuse_party_work(officer: Officer, role: PartyRole) -> None:
    """For somebody who sees the case: whether parties of this role are theirs to keep."""
    keepers = PARTY_KEEPERS[role]
    if officer.agency not in keepers or not officer.is_any(Role.OFFICER, Role.COORDINATOR):
        said = ", ".join(sorted(keepers))
        raise NotYourOfficeError(
            f"Parties with the role {role} are kept by officers of: {said}. Ask one of them.",
            id=f"Pihak dengan peran {role} dicatat oleh petugas: {said}. Mintalah kepada mereka.",
            field="role",
            rule="who-keeps-parties",
        )


def refuse_naming(officer: Officer) -> None:
    """Suspects are named by the police alone; what becomes of them is also the prosecutor's to say."""
    if officer.agency is not Agency.POLRI or not officer.is_any(Role.OFFICER, Role.COORDINATOR):
        raise NotYourOfficeError(
            "Suspects are named by the police. Ask an investigator of this centre.",
            id="Tersangka ditetapkan oleh kepolisian. Mintalah kepada penyidik sentra ini.",
            field="role",
            rule="who-names-suspects",
        )


def refuse_transfer(officer: Officer, case: Case, to: Office) -> None:
    """Bawaslu's higher office decides, over both offices: it hands a case down, or takes one over."""
    over_both = officer.office.covers(case.office) and officer.office.covers(to)
    works = officer.agency is Agency.BAWASLU and officer.is_any(Role.OFFICER, Role.COORDINATOR)
    if not (over_both and works):
        raise NotYourOfficeError(
            f"Only Bawaslu officers of an office above both {case.office.code} and {to.code} transfer this case. "
            "Ask the higher of the two.",
            id=f"Hanya petugas Bawaslu kantor yang membawahi {case.office.code} dan {to.code} yang melimpahkan atau "
            "mengambil alih perkara ini. Mintalah kepada kantor yang lebih tinggi.",
            field="office",
            rule="who-may-transfer",
        )


def refuse_joining(officer: Officer) -> None:
    """For somebody who sees both cases: Bawaslu, which leads the centre, joins them."""
    if officer.agency is not Agency.BAWASLU or not officer.is_any(Role.OFFICER, Role.COORDINATOR):
        raise NotYourOfficeError(
            "Cases are joined by Bawaslu's officers. Ask one of them.",
            id="Perkara digabung oleh petugas Bawaslu. Mintalah kepada mereka.",
            field="case_id",
            rule="who-may-join",
        )


def refuse_appointing(officer: Officer, office: Office) -> None:
    """Rosters are kept by Bawaslu's coordinators and administrators, of the office or above."""
    works_there = officer.agency is Agency.BAWASLU and officer.office.covers(office)
    if not (works_there and officer.is_any(Role.COORDINATOR, Role.ADMINISTRATOR)):
        raise NotYourOfficeError(
            f"Only a Bawaslu coordinator or administrator of office {office.code} or above it appoints members there.",
            id=f"Hanya koordinator atau administrator Bawaslu kantor {office.code} atau di atasnya "
            "yang boleh mencatat anggota di sana.",
            field="office",
            rule="who-may-appoint",
        )
