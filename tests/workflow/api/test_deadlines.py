"""Why this date, and which rules there are."""

from __future__ import annotations

from uuid import UUID, uuid4

from tests.support.http import ApiClient, json_of, problem_of
from tests.workflow.builders import CaseBench


def test_a_deadline_explains_every_day_it_skipped(bench: CaseBench, client: ApiClient) -> None:
    case_id = bench.until_registered(registered="2024-01-09")
    found = bench.deadlines(case_id)["P10"]
    answer = json_of(client.get(f"/v1/deadlines/{found.id}/explain"))
    assert answer["clock"]["legal_limit"] == "2024-01-29T23:59:59+07:00"
    explanation = answer["explanation"]
    assert explanation["calendar"]
    assert explanation["basis"]
    assert {"2024-01-13", "2024-01-14"} <= {day["day"] for day in explanation["skipped"]}
    assert all(day["reason"] for day in explanation["skipped"])


def test_an_unseen_deadline_is_not_there(bench: CaseBench, stranger: ApiClient, client: ApiClient) -> None:
    case_id = bench.until_registered()
    deadline: UUID = bench.deadlines(case_id)["P10"].id
    problem_of(stranger.get(f"/v1/deadlines/{deadline}/explain"), 404)
    problem_of(client.get(f"/v1/deadlines/{uuid4()}/explain"), 404)
    problem_of(client.get("/v1/deadlines/7/explain"), 404)


def test_the_rules_say_what_they_rest_on(client: ApiClient) -> None:
    answer = json_of(client.get("/v1/rules"))
    assert answer["version"]
    assert answer["calendar"]
    rules = {(rule["regime"], rule["rule"]): rule for rule in answer["items"]}
    assert len(rules) == len(answer["items"])
    extended = rules["pemilu", "P10"]
    assert (extended["amount"], extended["unit"], extended["limit"]) == (14, "WD", "study_extended")
    assert all(rule["basis"] and rule["title"]["id"] and rule["title"]["en"] for rule in rules.values())
