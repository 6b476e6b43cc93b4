"""The samples are what the consumers' tests rely on; here they are held to what is really published."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import create_engine

from chassis.clock import FixedClock
from chassis.database import Database
from chassis.envelope import Event, from_json, to_json
from tests.support.postgres import TestDatabase
from tests.workflow.builders import MONDAY, CaseBench
from tests.workflow.messages.told import Told, every_type, told
from workflow.actions.procedure import Procedure
from workflow.messages.published import AUDIENCE, NOUNS, TYPES

SAMPLES = Path(__file__).parents[2] / "contracts" / "samples" / "workflow"


def sample(type_: str) -> Event:
    return from_json((SAMPLES / f"{type_}.json").read_bytes())


@pytest.fixture(scope="module")
def course(shared_database: TestDatabase, procedure: Procedure) -> tuple[Sequence[UUID], list[Told]]:
    """Two cases, and all that was told of them."""
    engine = create_engine(shared_database.url)
    with engine.connect() as connection, connection.begin() as transaction:
        clock = FixedClock(MONDAY)
        bench = CaseBench(Database(connection, source="workflow", clock=clock), procedure, clock)
        cases, events = every_type(bench), told(bench)
        transaction.rollback()
    engine.dispose()
    return cases, events


@pytest.fixture
def events(course: tuple[Sequence[UUID], list[Told]]) -> list[Told]:
    return course[1]


def test_every_type_is_told_and_looks_like_its_sample(events: list[Told]) -> None:
    assert {event.type for event in events} == TYPES
    for event in events:
        shown = sample(event.type).data
        assert set(event.data) == set(shown), event.type
        for name, value in event.data.items():
            if value is not None and shown[name] is not None:
                assert type(value) is type(shown[name]), f"{event.type}: {name}"


def test_places_of_a_case_have_no_gaps(course: tuple[Sequence[UUID], list[Told]]) -> None:
    cases, events = course
    for case_id in cases:
        places = [event.sequence for event in events if event.subject == str(case_id)]
        assert places == list(range(1, len(places) + 1))


def test_dates_are_told_in_the_time_of_the_office(events: list[Told]) -> None:
    """Whether they were just computed or come from the database: readers take the zone from the offset."""
    for event in events:
        for name in ("legal_limit", "safe_limit", "actual", "at"):
            assert event.data.get(name) is None or event.data[name].endswith("+07:00"), event


def test_a_missed_limit_is_told_before_what_follows_from_it(
    course: tuple[Sequence[UUID], list[Told]],
) -> None:
    (going_on, _), events = course
    order = [
        event.type
        for event in events
        if event.subject == str(going_on)
        and (event.data.get("rule") == "P12" or event.data.get("name") == "limit_passed_discussion_2")
    ]
    assert order.index("deadline.missed") < order.index("task.created")


def test_no_personal_data_leaves(events: list[Told]) -> None:
    assert not [event for event in events if "saksi" in str(event.data) or "habis" in str(event.data)]


@pytest.mark.parametrize("type_", sorted(TYPES))
def test_a_sample_is_an_event_of_ours(type_: str) -> None:
    event = sample(type_)
    assert (event.source, event.type) == ("workflow", type_)
    assert event.subject == event.data["case_id"]
    assert from_json(to_json(event)) == event
    assert any(type_.split(".", maxsplit=1)[0] == noun.split(".")[0] for noun in NOUNS)


def test_there_is_no_sample_of_anything_else() -> None:
    assert {path.stem for path in SAMPLES.glob("*.json")} == TYPES


def test_both_others_hear_all_of_it() -> None:
    assert {queue.service: set(queue.bindings) for queue in AUDIENCE} == {
        "cases": set(NOUNS),
        "notify": set(NOUNS),
    }
