"""Suspects and signatures as the API shows them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from tests.support.http import ApiClient, json_of, problem_of
from tests.workflow.api.conftest import Callers
from tests.workflow.builders import CaseBench, a_fact


@pytest.fixture
def case_id(small: CaseBench) -> UUID:
    return small.start(facts=[a_fact("forwarded", "2024-01-26")])


@pytest.fixture
def track(small: CaseBench, case_id: UUID) -> UUID:
    return small.name_suspect(case_id, at="2024-01-29")


def items(client: ApiClient, case_id: UUID, what: str, **query: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json_of(client.get(f"/v1/cases/{case_id}/{what}", **query))["items"]
    return found


def test_the_process_lists_its_tracks(client: ApiClient, case_id: UUID, track: UUID) -> None:
    process = json_of(client.get(f"/v1/cases/{case_id}/process"))
    (shown,) = process["tracks"]
    assert shown | {"opened_at": None} == {
        "id": str(track),
        "named_at": "2024-01-28T17:00:00+00:00",
        "opened_at": None,
        "state": "running",
        "outcome": None,
        "ended_at": None,
    }
    assert {task["name"]: task["track"] for task in process["tasks"]} == {
        "police_investigation": None,
        "discussion_3": str(track),
    }


def test_deadlines_facts_and_tasks_are_narrowed_to_one_suspect(
    small: CaseBench, client: ApiClient, case_id: UUID, track: UUID
) -> None:
    other = small.name_suspect(case_id)
    for what in ("deadlines", "facts"):
        assert {item["track"] for item in items(client, case_id, what)} == {None, str(track), str(other)}
        assert {item["track"] for item in items(client, case_id, what, track=str(track))} == {str(track)}
    tasks = json_of(client.get("/v1/tasks", track=str(track)))["items"]
    assert [task["name"] for task in tasks] == ["discussion_3"]
    assert json_of(client.get("/v1/tasks/count", track=str(track))) == {"count": 1}


def test_a_fact_is_entered_for_one_suspect(client: ApiClient, case_id: UUID, track: UUID) -> None:
    body = {"kind": "file_sent", "at": "2024-01-29", "track": str(track)}
    fact = json_of(client.post(f"/v1/cases/{case_id}/facts", body), 201)
    assert fact["track"] == str(track)
    clocks = items(client, case_id, "deadlines", track=str(track))
    assert {clock["state"] for clock in clocks if clock["rule"] == "P15"} == {"in_time"}


@pytest.mark.parametrize("wrong", ["018f0000-0000-7000-8000-00000000000f", "the first one"])
@pytest.mark.usefixtures("track")
def test_a_track_that_is_none_is_refused(client: ApiClient, case_id: UUID, wrong: str) -> None:
    body = {"kind": "file_sent", "at": "2024-01-29", "track": wrong}
    problem = problem_of(client.post(f"/v1/cases/{case_id}/facts", body), 422)
    assert [error["field"] for error in problem["errors"]] == ["track"]


def test_the_discussions_show_who_signed_and_who_is_missing(
    small: CaseBench, client: ApiClient, case_id: UUID, track: UUID
) -> None:
    small.complete(case_id, "discussion_3", held={"at": "2024-01-29"})
    assert items(client, case_id, "discussions") == []
    small.complete(case_id, "signature_polri", stance="concurring")
    small.complete(case_id, "signature_kejaksaan", stance="dissenting", reasons="unsur kurang")
    (shown,) = items(client, case_id, "discussions")
    assert (shown["discussion"], shown["track"], shown["closed"]) == ("discussion_3", str(track), False)
    assert shown["missing"] == ["bawaslu"]
    said = {signed["agency"]: (signed["stance"], signed["reasons"]) for signed in shown["signatures"]}
    assert said == {"polri": ("concurring", None), "kejaksaan": ("dissenting", "unsur kurang")}
    small.complete(case_id, "signature_bawaslu", stance="concurring")
    (shown,) = items(client, case_id, "discussions")
    assert (shown["missing"], shown["closed"]) == ([], True)


def test_the_discussions_of_an_unseen_case_are_none(callers: Callers, case_id: UUID) -> None:
    problem_of(callers.stranger.get(f"/v1/cases/{case_id}/discussions"), 404)
