"""The samples are what the consumers' tests rely on; here they are held to what is really published."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from uuid import UUID

import pytest

from cases.domain.case import Case, CaseId, Outcome
from cases.domain.events import (
    Announcement,
    case_closed,
    case_joined,
    case_received,
    case_registered,
    case_transferred,
    case_withdrawn,
    member_appointed,
    suspect_named,
)
from cases.domain.facts import Fact, FactName, IntakeFacts
from cases.domain.intake import Confidentiality
from cases.domain.member import Member
from cases.domain.numbers import Election, Regime
from cases.domain.officer import OfficerId, Role
from cases.domain.offices import Office, Zone
from cases.domain.party import Party, PartyId, PartyRole
from cases.domain.side_events import Direction, Joining, Transfer, Withdrawal
from cases.messages.published import AUDIENCE
from chassis.envelope import from_json
from tests.cases.builders import NOON, a_case, a_finding, an_appointment, an_intake

SAMPLES = Path(__file__).parents[2] / "contracts" / "samples" / "cases"
EVENING = datetime(2024, 10, 8, 19, 30, tzinfo=timezone(timedelta(hours=7)))
REPORT_FACTS = IntakeFacts(
    {
        FactName.ACT: Fact(date(2024, 10, 7)),
        FactName.KNOWN: Fact(EVENING, zone=Zone.WIB),
        FactName.SUBMITTED: Fact(date(2024, 10, 10), "B.1"),
    }
)


def the_report() -> Case:
    return a_case(
        intake=an_intake(facts=REPORT_FACTS),
        id=CaseId(UUID("01927a3c-5b10-7c3e-9a44-2f1d6b0c8e71")),
        intake_number="001/LP/PB/Kab/13.19/X/2024",
    )


def a_national_finding() -> Announcement:
    intake = a_finding(
        office=Office("00"),
        regime=Regime.PEMILU,
        election=Election.PL,
        confidentiality=Confidentiality.SECRET,
        facts=IntakeFacts({FactName.ACT: Fact(None)}),
    )
    case = a_case(
        intake=intake,
        id=CaseId(UUID("01927a3c-5b10-7c3e-9a44-2f1d6b0c8e72")),
        intake_number="001/TM/PL/RI/00.00/X/2024",
    )
    return case_received(case)


def a_registration() -> Announcement:
    case = the_report()
    case.register("010/Reg/LP/PB/Kab/13.19/X/2024", at=NOON)
    return case_registered(case)


def an_end() -> Announcement:
    case = the_report()
    case.close(Outcome.CONVICTED, at=NOON)
    return case_closed(case)


def an_announced_appointment() -> Announcement:
    appointment = an_appointment(roles=frozenset({Role.OFFICER, Role.COORDINATOR}))
    return member_appointed(Member.appointed(appointment, by=OfficerId("bawaslu-ri"), now=NOON))


THE_CASE = UUID("01927a3c-5b10-7c3e-9a44-2f1d6b0c8e71")
LETTER = Fact(date(2024, 10, 10), "B-7")
CLERK = OfficerId("bawaslu-jabar")


def a_naming() -> Announcement:
    party = Party(
        id=PartyId(UUID("01927a3c-5b10-7c3e-9a44-2f1d6b0c8e80")),
        case_id=THE_CASE,
        role=PartyRole.SUSPECT,
        ordinal=1,
        held=("name",),
        added_at=NOON,
        added_by=OfficerId("polri-karawang"),
        changed_at=NOON,
    )
    return suspect_named(party, Fact(date(2024, 10, 9), "SP.Tap/1"))


def a_withdrawal() -> Announcement:
    party_id = UUID("01927a3c-5b10-7c3e-9a44-2f1d6b0c8e81")
    return case_withdrawn(
        the_report(),
        Withdrawal(case_id=THE_CASE, party_id=party_id, fact=LETTER, recorded_at=NOON, recorded_by=CLERK),
    )


def a_transfer() -> Announcement:
    return case_transferred(
        Transfer(
            id=UUID("01927a3c-5b10-7c3e-9a44-2f1d6b0c8e82"),
            case_id=THE_CASE,
            direction=Direction.UP,
            from_office=Office("32.15"),
            to_office=Office("32"),
            number="001/LP/PB/Prov/13.00/X/2024",
            decided=LETTER,
            recorded_at=NOON,
            recorded_by=CLERK,
        )
    )


def a_joining() -> Announcement:
    other = UUID("01927a3c-5b10-7c3e-9a44-2f1d6b0c8e72")
    return case_joined(
        Joining(case_id=THE_CASE, joined_case_id=other, decided=LETTER, recorded_at=NOON, recorded_by=CLERK)
    )


PUBLISHED: dict[str, Callable[[], Announcement]] = {
    "case.received.report": lambda: case_received(the_report()),
    "case.received.finding": a_national_finding,
    "case.registered": a_registration,
    "case.closed": an_end,
    "case.suspect_named": a_naming,
    "case.withdrawn": a_withdrawal,
    "case.transferred": a_transfer,
    "case.joined": a_joining,
    "member.appointed": an_announced_appointment,
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_sample_is_what_is_published(name: str) -> None:
    sample = from_json((SAMPLES / f"{name}.json").read_bytes())
    announced = PUBLISHED[name]()
    assert sample.source == "cases"
    assert Announcement(sample.type, sample.subject, sample.data) == announced


def test_every_sample_is_held_to_the_publisher() -> None:
    assert {path.stem for path in SAMPLES.glob("*.json")} == set(PUBLISHED)


def test_whoever_listens_gets_everything_we_say() -> None:
    nouns = {announced().type.split(".")[0] for announced in PUBLISHED.values()}
    for queue in AUDIENCE:
        assert {binding.removesuffix(".*") for binding in queue.bindings} == nouns
