"""One of each for the case and for each suspect; the database itself sees to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from sqlalchemy.exc import IntegrityError

from chassis.database import Database
from tests.workflow.builders import MONDAY, a_fact, an_instance
from workflow.domain.facts import Fact, FactKind
from workflow.domain.zones import Zone
from workflow.storage.deadlines import Deadline
from workflow.storage.facts import RecordedFact
from workflow.storage.unit import WorkflowUnit

ONE, OTHER = uuid4(), uuid4()


@pytest.fixture
def unit(database: Database) -> Iterator[WorkflowUnit]:
    with database.unit_of_work(WorkflowUnit) as unit:
        yield unit


@pytest.fixture
def case_id(unit: WorkflowUnit) -> UUID:
    instance = an_instance(definition=unit.definitions.newest())
    unit.instances.add(instance)
    return instance.case_id


def recorded(case_id: UUID, fact: Fact, track: UUID | None, sequence: int = 1) -> RecordedFact:
    return RecordedFact(uuid4(), case_id, fact, MONDAY, "polri-karawang", sequence, track=track)


def a_deadline(case_id: UUID, track: UUID | None) -> Deadline:
    return Deadline(
        id=uuid4(),
        case_id=case_id,
        rule="P15",
        limit_name="investigation",
        agency="polri",
        office="32.15",
        start_fact=None,
        start_at=None,
        start_basis=None,
        legal_limit=None,
        safe_limit=None,
        actual=None,
        state="unknown",
        disputed=False,
        explanation={},
        computed_at=MONDAY,
        next_alert_at=None,
        missed_at=None,
        track=track,
    )


def test_a_fact_supersedes_in_its_own_track_alone(unit: WorkflowUnit, case_id: UUID) -> None:
    for sequence, (day, track) in enumerate(
        [("2024-01-10", None), ("2024-01-11", ONE), ("2024-01-12", OTHER), ("2024-01-13", ONE)], start=1
    ):
        unit.facts.add([recorded(case_id, a_fact("file_sent", day), track, sequence)])
    known = unit.facts.known(case_id, zone=Zone.WIB)
    days = {track: str(known.seen_from(track)[FactKind.FILE_SENT].day) for track in (None, ONE, OTHER)}
    assert days == {None: "2024-01-10", ONE: "2024-01-13", OTHER: "2024-01-12"}
    assert sum(found.superseded_by is not None for found in unit.facts.all(case_id, zone=Zone.WIB)) == 1


def test_a_suspect_without_an_own_fact_has_that_of_the_case(unit: WorkflowUnit, case_id: UUID) -> None:
    unit.facts.add([recorded(case_id, a_fact("forwarded", "2024-01-10"), None)])
    known = unit.facts.known(case_id, zone=Zone.WIB)
    assert str(known.seen_from(ONE)[FactKind.FORWARDED].day) == "2024-01-10"


@pytest.mark.parametrize("track", [None, ONE])
def test_a_rule_has_one_clock_in_each_place(unit: WorkflowUnit, case_id: UUID, track: UUID | None) -> None:
    unit.deadlines.save([a_deadline(case_id, None)])
    unit.deadlines.save([a_deadline(case_id, ONE)])
    assert [found.track for found in unit.deadlines.of_case(case_id)] == [None, ONE]
    with pytest.raises(IntegrityError), unit.session.begin_nested():
        unit.deadlines.save([replace(a_deadline(case_id, track), id=uuid4())])
