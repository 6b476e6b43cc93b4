"""Where a case stands: process, facts, deadlines and journal."""

from __future__ import annotations

import hashlib
import json
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.support.http import ApiClient, json_of, problem_of
from tests.support.tokens import token_of
from tests.workflow.api.conftest import Callers
from tests.workflow.builders import UNKNOWN, CaseBench
from tests.workflow.picture import picture_of
from workflow.domain.journal import GENESIS

READS = ("process", "facts", "deadlines", "journal")


@pytest.fixture
def case_id(bench: CaseBench) -> UUID:
    """A case that was registered on 9 January and stands before its first discussion."""
    return bench.until_registered(registered="2024-01-09")


def enter(client: ApiClient, case_id: UUID, kind: str, at: str | None, **more: Any) -> dict[str, Any]:
    body = {"kind": kind, "at": at, **more}
    answer: dict[str, Any] = json_of(client.post(f"/v1/cases/{case_id}/facts", body), 201)
    return answer


def read(client: ApiClient, case_id: UUID, what: str, **query: Any) -> Any:
    return json_of(client.get(f"/v1/cases/{case_id}/{what}", **query))


def test_the_process_shows_stage_and_open_tasks(client: ApiClient, case_id: UUID) -> None:
    process = read(client, case_id, "process")
    assert (process["case_id"], process["stage"], process["state"]) == (str(case_id), "assessment", "running")
    assert (process["outcome"], process["ended_at"]) == (None, None)
    assert process["register_number"] == "001/Reg/LP/PL/Kab/13.19/I/2024"
    (task,) = process["tasks"]
    assert (task["name"], task["agency"], task["state"]) == ("discussion_1", "bawaslu", "open")


def test_an_ended_case_shows_its_outcome(bench: CaseBench, client: ApiClient) -> None:
    case_id = bench.not_registered()
    process = read(client, case_id, "process")
    assert (process["state"], process["outcome"], process["tasks"]) == ("ended", "not_registered", [])
    assert process["ended_at"] is not None


@pytest.mark.parametrize("what", READS)
def test_an_unseen_case_is_no_case(bench: CaseBench, callers: Callers, what: str) -> None:
    secret = bench.start(confidentiality=3)
    for client, case_id in (
        (callers.stranger, bench.start()),
        (callers.owner, secret),
        (callers.owner, uuid4()),
    ):
        problem_of(client.get(f"/v1/cases/{case_id}/{what}"), 404)
    assert callers.auditor.get(f"/v1/cases/{secret}/{what}").status_code == 200


def test_an_entered_fact_moves_the_clocks(bench: CaseBench, client: ApiClient) -> None:
    case_id = bench.until_registered(registered=None)
    assert bench.deadlines(case_id)["P10"].state == "unknown"
    fact = enter(client, case_id, "registered", "2024-01-09", document="Reg-1")
    assert fact | {"id": None, "entered_at": None} == {
        "id": None,
        "track": None,
        "kind": "registered",
        "at": "2024-01-09T00:00:00+07:00",
        "precision": "day",
        "document": "Reg-1",
        "entered_at": None,
        "entered_by": "bawaslu-karawang",
        "sequence": fact["sequence"],
        "superseded_by": None,
    }
    clock = {found["rule"]: found for found in read(client, case_id, "deadlines")["items"]}["P10"]
    assert (clock["state"], clock["legal_limit"]) == ("open", "2024-01-29T23:59:59+07:00")


def test_a_correction_names_its_successor_and_recomputes(
    bench: CaseBench, client: ApiClient, case_id: UUID
) -> None:
    fresh = enter(client, case_id, "registered", "2024-01-10")
    facts = [fact for fact in read(client, case_id, "facts")["items"] if fact["kind"] == "registered"]
    assert [fact["superseded_by"] for fact in facts] == [fresh["id"], None]
    assert [fact["at"][:10] for fact in facts] == ["2024-01-09", "2024-01-10"]
    assert str(bench.deadlines(case_id)["P10"].legal_limit) == "2024-01-30 23:59:59+07:00"


def test_a_time_may_be_said_in_another_zone(client: ApiClient, case_id: UUID) -> None:
    fact = enter(client, case_id, "discussion_1_held", "2024-01-10T10:00", zone="WIT")
    assert (fact["at"], fact["precision"]) == ("2024-01-10T08:00:00+07:00", "instant")


def test_a_fact_can_be_entered_as_happened_at_an_unknown_time(client: ApiClient, case_id: UUID) -> None:
    fact = enter(client, case_id, "discussion_1_held", None)
    assert (fact["at"], fact["precision"]) == (None, "unknown")


def test_a_fact_of_an_ended_case_can_still_be_entered(bench: CaseBench, client: ApiClient) -> None:
    case_id = bench.not_registered()
    enter(client, case_id, "report_submitted", "2024-01-05")
    assert read(client, case_id, "process")["state"] == "ended"


def test_any_agency_in_reach_enters_facts_and_an_auditor_none(callers: Callers, case_id: UUID) -> None:
    enter(callers.police, case_id, "discussion_1_held", "2024-01-10")
    before = read(callers.auditor, case_id, "facts")
    for body in ({"kind": "registered", "at": None}, {"kind": "rain"}, {}):
        problem_of(callers.auditor.post(f"/v1/cases/{case_id}/facts", body), 403)
        problem_of(callers.stranger.post(f"/v1/cases/{case_id}/facts", body), 404)
        problem_of(callers.owner.post(f"/v1/cases/{uuid4()}/facts", body), 404)
    assert read(callers.auditor, case_id, "facts") == before


IMPOSSIBLE: dict[str, tuple[dict[str, Any], str]] = {
    "future": ({"kind": "discussion_1_held", "at": "2024-01-30"}, "discussion_1_held"),
    "later today": ({"kind": "discussion_1_held", "at": "2024-01-29T09:00:01+07:00"}, "discussion_1_held"),
    "before": ({"kind": "verdict_read", "at": "2023-12-01"}, "verdict_read"),
    "no such day": ({"kind": "registered", "at": "2024-02-30"}, "registered"),
    "year": ({"kind": "registered", "at": "0000-01-01"}, "registered"),
    "first year": ({"kind": "act_committed", "at": "0001-01-01T00:00:00+14:00"}, "act_committed"),
    "no date": ({"kind": "registered", "at": "soon"}, "registered"),
    "empty": ({"kind": "registered", "at": ""}, "at"),
    "number": ({"kind": "registered", "at": 20240109}, "at"),
    "long": ({"kind": "registered", "at": "2" * 100_000}, "at"),
    "zero": ({"kind": "registered", "at": "2024-01-09\x00"}, "at"),
    "kind": ({"kind": "rain", "at": None}, "kind"),
    "list": ({"kind": ["registered"], "at": None}, "kind"),
    "no kind": ({"at": None}, "kind"),
    "no time": ({"kind": "registered"}, "at"),
    "zone": ({"kind": "registered", "at": None, "zone": "CET"}, "zone"),
    "null zone": ({"kind": "registered", "at": None, "zone": None}, "zone"),
    "document": ({"kind": "registered", "at": None, "document": "a\x00"}, "document"),
    "half": ({"kind": "registered", "at": None, "document": "\ud800"}, "document"),
    "long document": ({"kind": "registered", "at": None, "document": "x" * 201}, "document"),
    "unknown field": ({"kind": "registered", "at": None, "colour": "red"}, "colour"),
}


@pytest.mark.parametrize(("body", "field"), IMPOSSIBLE.values(), ids=IMPOSSIBLE)
def test_an_impossible_fact_is_refused_with_its_field(
    bench: CaseBench, client: ApiClient, case_id: UUID, body: dict[str, Any], field: str
) -> None:
    bench.discuss(case_id, "discussion_1", discussion_1_held={"at": "2024-01-10"})
    enter(client, case_id, "act_committed", "2024-01-02")
    before = picture_of(bench.database)
    response = client.post(f"/v1/cases/{case_id}/facts", body)
    problem = problem_of(response, 422)
    assert field in {error["field"] for error in problem["errors"]}
    assert len(response.data) < 5_000
    assert picture_of(bench.database) == before


def test_the_same_key_has_one_effect_and_the_same_answer(
    bench: CaseBench, client: ApiClient, case_id: UUID
) -> None:
    body = {"kind": "discussion_1_held", "at": "2024-01-10"}
    first = client.post(f"/v1/cases/{case_id}/facts", body, key="k-1")
    after = picture_of(bench.database)
    second = client.post(f"/v1/cases/{case_id}/facts", body, key="k-1")
    assert (second.status_code, second.get_json()) == (first.status_code, first.get_json())
    assert second.headers["Idempotency-Replayed"] == "true"
    problem_of(client.post(f"/v1/cases/{case_id}/facts", {**body, "at": None}, key="k-1"), 422)
    problem_of(client.post(f"/v1/cases/{uuid4()}/facts", body, key="k-1"), 422)
    assert picture_of(bench.database) == after


@pytest.mark.parametrize("key", [None, "", "   ", "x" * 201])
def test_a_fact_without_a_usable_key_is_refused(
    bench: CaseBench, client: ApiClient, case_id: UUID, key: str | None
) -> None:
    before = picture_of(bench.database)
    headers = {} if key is None else {"Idempotency-Key": key}
    body = {"kind": "discussion_1_held", "at": "2024-01-10"}
    response = client.send("POST", f"/v1/cases/{case_id}/facts", json=body, headers=headers)
    assert problem_of(response, 400)["errors"][0]["field"] == "Idempotency-Key"
    assert picture_of(bench.database) == before


def test_the_deadlines_come_in_the_order_of_their_rules(client: ApiClient, case_id: UUID) -> None:
    items = read(client, case_id, "deadlines")["items"]
    assert [item["rule"] for item in items] == sorted(item["rule"] for item in items)
    discussion = next(item for item in items if item["rule"] == "P08")
    assert discussion["limit"] == "discussion_1"
    assert discussion["start_fact"] == "registered"
    assert discussion["title"]["id"]
    assert discussion["title"]["en"]
    assert set(discussion) == {
        "id",
        "track",
        "office",
        "rule",
        "limit",
        "title",
        "start",
        "start_fact",
        "start_basis",
        "legal_limit",
        "safe_limit",
        "actual",
        "state",
        "disputed",
        "unconfirmed",
        "provisional",
        "other_readings",
        "agency",
        "missed_at",
        "computed_at",
    }


def test_the_journal_can_be_checked_by_whoever_reads_it(client: ApiClient, case_id: UUID) -> None:
    journal = read(client, case_id, "journal")
    head = GENESIS
    for number, entry in enumerate(journal["items"], start=1):
        assert (entry["sequence"], entry["previous"]) == (number, head.hex())
        head = hashlib.sha256(head + entry["body"].encode()).digest()
        assert entry["hash"] == head.hex()
        assert (
            json.loads(entry["body"])["delta_sha256"] == hashlib.sha256(entry["delta"].encode()).hexdigest()
        )
    assert len(journal["items"]) == read(client, case_id, "process")["sequence"]


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 5])
def test_the_journal_s_pages_join_without_gap_or_repeat(client: ApiClient, case_id: UUID, limit: int) -> None:
    whole, pages, after = read(client, case_id, "journal")["items"], [], 0
    while after is not None:
        page = read(client, case_id, "journal", limit=limit, after=after)
        assert page["items"]
        pages += page["items"]
        after = page["next"]
    assert pages == whole


def test_an_administrator_reads_the_journal_without_its_free_text(
    bench: CaseBench, client: ApiClient
) -> None:
    case_id = bench.start()
    bench.complete(
        case_id, "initial_study", decision="complete", initial_study_completed=UNKNOWN, notes="saksi"
    )
    assert list(read(client, case_id, "journal")["texts"].values()) == ["saksi"]
    administrator = client.bearing(token_of(roles=["administrator"]))
    assert read(administrator, case_id, "journal")["texts"] == {}


def test_a_journal_page_past_the_end_is_empty(client: ApiClient, case_id: UUID) -> None:
    assert read(client, case_id, "journal", after=10**9) == {"items": [], "next": None, "texts": {}}
