"""The roster as events told it: the newest appointment counts."""

from __future__ import annotations

from datetime import timedelta

from chassis.database import Database
from tests.workflow.builders import MONDAY
from workflow.domain.member import Member
from workflow.storage.unit import WorkflowUnit

OLD = Member("budi", "polri", "32.15", ("officer",))
NEW = Member("budi", "polri", "32", ("coordinator", "officer"))


def test_the_newest_appointment_counts_in_whatever_order_it_is_told(database: Database) -> None:
    with database.unit_of_work(WorkflowUnit) as unit:
        unit.members.note(NEW, appointed_at=MONDAY + timedelta(days=1))
        unit.members.note(OLD, appointed_at=MONDAY)
        assert unit.members.get("budi") == NEW


def test_an_appointment_told_again_fills_in_what_was_not_kept(database: Database) -> None:
    with database.unit_of_work(WorkflowUnit) as unit:
        unit.members.note(Member("budi", "polri"), appointed_at=MONDAY)
        unit.members.note(OLD, appointed_at=MONDAY)
        assert unit.members.get("budi") == OLD


def test_members_are_found_by_agency_and_offices(database: Database) -> None:
    with database.unit_of_work(WorkflowUnit) as unit:
        for member in (
            OLD,
            Member("ani", "polri", "00"),
            Member("eka", "bawaslu", "32.15"),
            Member("x", "polri"),
        ):
            unit.members.note(member, appointed_at=MONDAY)
        found = unit.members.of_offices("polri", ["32.15", "32", "00"])
    assert [member.id for member in found] == ["ani", "budi"]


def test_whom_no_roster_names_is_nobody(database: Database) -> None:
    with database.unit_of_work(WorkflowUnit) as unit:
        assert (unit.members.get("nobody"), unit.members.agency_of("nobody")) == (None, None)
