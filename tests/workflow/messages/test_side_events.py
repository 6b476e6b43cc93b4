"""What others tell, as they tell it: the samples their own tests hold them to."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from chassis.envelope import Event, from_json
from tests.workflow.builders import CaseBench
from workflow.messages.consumed import subscription
from workflow.storage.unit import WorkflowUnit

SAMPLES = Path(__file__).parents[2] / "contracts" / "samples" / "cases"


def hear(bench: CaseBench, case_id: UUID, name: str, **changes: Any) -> Event:
    """The sample of this event, as if it were about this case."""
    sample = from_json((SAMPLES / f"{name}.json").read_bytes())
    event = replace(sample, data={**sample.data, "case_id": str(case_id), **changes})
    handler = subscription(bench.procedure).handler_for(event.type)
    assert handler is not None
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        handler(unit, event)
    return event


def last(bench: CaseBench, case_id: UUID) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(bench.journal(case_id)[-1].body)
    return body


def test_a_named_suspect_has_a_track(small: CaseBench) -> None:
    case_id = small.start()
    event = hear(small, case_id, "case.suspect_named", named={"at": "2024-01-28", "document": "SP.Tap/1"})
    track = UUID(event.data["party_id"])
    assert list(small.tracks(case_id)) == [track]
    (fact,) = last(small, case_id)["facts"]
    assert (fact["kind"], fact["track"], fact["document"]) == ("suspect_named", str(track), "SP.Tap/1")


def test_a_suspect_may_be_named_at_a_time_nobody_knows(small: CaseBench) -> None:
    case_id = small.start()
    event = hear(small, case_id, "case.suspect_named", named=None)
    assert small.tracks(case_id)[UUID(event.data["party_id"])].named_at is None


@pytest.mark.parametrize("name", ["case.withdrawn", "case.joined", "case.transferred"])
def test_what_happens_beside_the_procedure_is_in_the_journal(small: CaseBench, name: str) -> None:
    case_id = small.start()
    event = hear(small, case_id, name)
    cause = last(small, case_id)["cause"]
    said = {key: value for key, value in event.data.items() if key != "case_id"}
    assert cause == {"kind": name, "actor": "system", "event_id": str(event.id), **said}


def test_a_transferred_case_is_the_receiving_offices(small: CaseBench) -> None:
    case_id = small.start()
    hear(small, case_id, "case.transferred")
    instance = small.instance(case_id)
    assert (instance.office, instance.level, instance.counts_at) == ("32", "province", "32.15")


def test_an_appointed_member_may_stand_in(small: CaseBench) -> None:
    event = hear(small, UUID(int=0), "member.appointed")
    with small.database.unit_of_work(WorkflowUnit) as unit:
        assert unit.members.agency_of(event.data["member_id"]) == event.data["agency"]


def test_an_appointed_member_may_be_given_tasks(small: CaseBench) -> None:
    event = hear(small, UUID(int=0), "member.appointed")
    with small.database.unit_of_work(WorkflowUnit) as unit:
        member = unit.members.get(event.data["member_id"])
    assert member is not None
    officer = member.as_officer()
    assert officer is not None
    assert (officer.office, officer.level) == (event.data["office"], event.data["level"])
    assert officer.roles == set(event.data["roles"])


def test_an_ended_case_still_hears(bench: CaseBench) -> None:
    case_id = bench.not_registered()
    for name in ("case.withdrawn", "case.joined", "case.transferred", "case.suspect_named"):
        hear(bench, case_id, name, named=None)
    assert bench.instance(case_id).state == "ended"
