from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from structlog.testing import capture_logs

from cases.actions.intakes import take_in
from cases.domain.errors import NotYourOfficeError, ReporterMissingError
from cases.domain.facts import Fact, FactName, IntakeFacts
from cases.domain.numbers import Election, Regime
from cases.domain.party import PartyRole
from cases.storage.unit import CasesUnit
from chassis.paging import PageRequest
from tests.cases.builders import NOON, a_finding, an_intake, an_officer
from tests.cases.outbox import told

FACTS = IntakeFacts({FactName.ACT: Fact(date(2024, 10, 1)), FactName.SUBMITTED: Fact(None)})


def test_a_report_gets_a_number_a_receipt_and_its_reporter(unit: CasesUnit) -> None:
    case = take_in(unit, an_intake(), by=an_officer(), now=NOON)
    assert case.intake_number == "001/LP/PB/Kab/13.19/X/2024"
    assert unit.cases.by_receipt(case.receipt_code) == case
    (reporter,) = unit.parties.page(case.id, PageRequest()).items
    assert (reporter.role, reporter.held) == (PartyRole.REPORTER, ("name", "contact"))


def test_a_finding_has_no_party_yet(unit: CasesUnit) -> None:
    case = take_in(unit, a_finding(), by=an_officer(), now=NOON)
    assert case.intake_number == "001/TM/PB/Kab/13.19/X/2024"
    assert unit.parties.page(case.id, PageRequest()).items == []


def test_each_regime_and_kind_counts_for_itself(unit: CasesUnit) -> None:
    pemilu = {"regime": Regime.PEMILU, "election": Election.PL}
    intakes = [an_intake(), an_intake(), a_finding(), an_intake(**pemilu), an_intake(election=Election.PG)]
    numbers = [take_in(unit, intake, by=an_officer(), now=NOON).intake_number[:9] for intake in intakes]
    assert numbers == ["001/LP/PB", "002/LP/PB", "001/TM/PB", "001/LP/PL", "003/LP/PG"]


def test_the_others_hear_of_it_without_a_word_about_people(unit: CasesUnit) -> None:
    case = take_in(unit, an_intake(facts=FACTS), by=an_officer(), now=NOON)
    (event,) = told(unit.session)
    assert (event.type, event.subject, event.time) == ("case.received", str(case.id), NOON)
    assert event.data == {
        "case_id": str(case.id),
        "intake_number": "001/LP/PB/Kab/13.19/X/2024",
        "regime": "pilkada",
        "origin": "report",
        "office": "32.15",
        "level": "regency",
        "articles": ["UU Pilkada Pasal 187A"],
        "confidentiality": 1,
        "act_on": {"at": "2024-10-01", "document": None},
        "submitted": {"at": None, "document": None},
    }


def test_logs_hold_ids_only(unit: CasesUnit) -> None:
    with capture_logs() as lines:
        take_in(unit, an_intake(), by=an_officer(), now=NOON)
    said = " ".join(str(value) for line in lines for value in line.values())
    assert [line["event"] for line in lines] == ["party_added", "case_received"]
    assert "Siti" not in said
    assert "lapangan" not in said


def test_nothing_is_taken_in_by_a_stranger_or_with_a_contradiction(unit: CasesUnit) -> None:
    with pytest.raises(NotYourOfficeError):
        take_in(unit, an_intake(reporter=None), by=an_officer("51.01"), now=NOON)
    with pytest.raises(ReporterMissingError):
        take_in(unit, replace(an_intake(), reporter=None), by=an_officer(), now=NOON)
    assert told(unit.session) == []
    assert take_in(unit, an_intake(), by=an_officer(), now=NOON).intake_number.startswith("001/")
