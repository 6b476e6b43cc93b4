"""Why this date, and which rules there are."""

from __future__ import annotations

from datetime import datetime
from typing import Any
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


def test_what_rests_on_general_knowledge_says_so_wherever_its_limit_shows(
    bench: CaseBench, client: ApiClient
) -> None:
    case_id = bench.until_registered()
    shown = {one["rule"]: one for one in listed(client, f"/v1/cases/{case_id}/deadlines")}
    assert (shown["P08"]["unconfirmed"], shown["P09"]["unconfirmed"]) == (True, False)
    assert explained(client, shown["P08"]["id"])["unconfirmed"] is True
    (task,) = listed(client, "/v1/tasks", case_id=str(case_id), name="discussion_1")
    assert (
        task["limit_unconfirmed"],
        json_of(client.get(f"/v1/tasks/{task['id']}"))["limit_unconfirmed"],
    ) == (
        True,
        True,
    )
    told = {
        event.data["rule"]: event.data for event in bench.told(case_id) if event.type == "deadline.started"
    }
    assert (told["P08"]["unconfirmed"], told["P09"]["unconfirmed"]) == (True, False)
    bench.discuss(case_id, "discussion_1", discussion_1_held={"at": "2024-01-29"})
    (study,) = listed(client, "/v1/tasks", case_id=str(case_id), name="clarification_study")
    assert (study["limit_unconfirmed"], study["legal_limit"]) == (False, shown["P09"]["legal_limit"])


def test_a_limit_in_a_year_without_its_decree_is_provisional_wherever_it_shows(
    bench: CaseBench, client: ApiClient
) -> None:
    bench.clock.at = datetime.fromisoformat("2026-12-21T09:00:00+07:00")
    case_id = bench.until_registered(registered="2026-12-21")
    bench.discuss(case_id, "discussion_1", discussion_1_held={"at": "2026-12-21"})
    shown = {one["rule"]: one for one in listed(client, f"/v1/cases/{case_id}/deadlines")}
    assert (shown["P08"]["provisional"], shown["P09"]["provisional"]) == (False, True)
    assert shown["P09"]["legal_limit"] == "2027-01-04T23:59:59+07:00"
    (study,) = listed(client, "/v1/tasks", case_id=str(case_id), name="clarification_study")
    assert study["limit_provisional"] is True
    told = {
        event.data["rule"]: event.data for event in bench.told(case_id) if event.type == "deadline.started"
    }
    assert told["P09"]["provisional"] is True


def test_both_readings_of_the_investigation_s_limit_stand_beside_each_other(
    bench: CaseBench, client: ApiClient
) -> None:
    case_id = bench.until_registered(regime="pilkada")
    bench.enter(case_id, "police_report_issued", "2024-01-29")
    shown = {one["rule"]: one for one in listed(client, f"/v1/cases/{case_id}/deadlines")}
    # 8 and 14 February are holidays, the 9th is joint leave. Three more days end on the 26th, three more on the 29th.
    assert shown["K11"]["legal_limit"] == "2024-02-21T23:59:59+07:00"
    assert shown["K11"]["other_readings"] == [
        {"reading": "14 WD + 3 WD + 3 WD", "limit": "2024-02-29T23:59:59+07:00"}
    ]


def test_the_explanation_names_the_facts_with_their_documents_and_what_was_computed_before(
    bench: CaseBench, client: ApiClient
) -> None:
    case_id = bench.until_registered(registered="2024-01-29")
    document = "010/Reg/LP/PL/Kab/13.19/I/2024"
    body = {"kind": "registered", "at": "2024-01-26", "document": document}
    json_of(client.post(f"/v1/cases/{case_id}/facts", body), 201)
    answer = explained(client, str(bench.deadlines(case_id)["P09"].id))
    (fact,) = answer["facts"]
    assert (fact["kind"], fact["document"], fact["at"]) == (
        "registered",
        document,
        "2024-01-26T00:00:00+07:00",
    )
    assert fact["entered_by"] == "bawaslu-karawang"
    (before,) = answer["earlier"]
    assert before["clock"]["start"] == "2024-01-29T00:00:00+07:00"
    assert before["explanation"]["legal_limit"] > answer["explanation"]["legal_limit"]
    assert before["replaced_by_entry"] == bench.instance(case_id).sequence


def listed(client: ApiClient, path: str, **asked: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = json_of(client.get(path, **asked))["items"]
    return items


def explained(client: ApiClient, deadline_id: str) -> dict[str, Any]:
    answer: dict[str, Any] = json_of(client.get(f"/v1/deadlines/{deadline_id}/explain"))
    return answer
