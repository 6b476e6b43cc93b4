from __future__ import annotations

from typing import Any

import pytest

from tests.support.http import ApiClient, json_of, problem_of

BOTH = ["email", "in_app"]
DEFAULTS = {
    "channels": {
        "task_created": BOTH,
        "deadline_approaching": BOTH,
        "deadline_missed": BOTH,
        "report_withdrawn": BOTH,
    },
    "language": None,
    "quiet_hours": None,
}
CHANGED: dict[str, Any] = {
    "channels": {
        "task_created": [],
        "deadline_approaching": ["in_app"],
        "deadline_missed": BOTH,
        "report_withdrawn": ["in_app"],
    },
    "language": "en",
    "quiet_hours": {"from": "22:00", "until": "05:00", "zone": "WITA"},
}


def test_the_defaults_are_everything_at_any_hour(client: ApiClient) -> None:
    answer = client.get("/v1/preferences")
    assert json_of(answer) == DEFAULTS
    assert answer.headers["ETag"] == '"0"'


def test_preferences_are_replaced_as_a_whole(client: ApiClient, other: ApiClient) -> None:
    stored = client.put("/v1/preferences", CHANGED, if_match='"0"')
    assert json_of(stored) == CHANGED
    assert stored.headers["ETag"] == '"1"'
    assert json_of(client.get("/v1/preferences")) == CHANGED
    assert json_of(other.get("/v1/preferences")) == DEFAULTS


def test_a_kind_that_is_left_out_comes_over_both(client: ApiClient) -> None:
    older = {kind: names for kind, names in CHANGED["channels"].items() if kind != "report_withdrawn"}
    stored = json_of(client.put("/v1/preferences", {**CHANGED, "channels": older}, if_match='"0"'))
    assert stored["channels"] == {**older, "report_withdrawn": BOTH}


def test_a_change_needs_the_version_that_was_read(client: ApiClient) -> None:
    problem_of(client.put("/v1/preferences", CHANGED), 428)
    json_of(client.put("/v1/preferences", CHANGED, if_match='"0"'))
    problem_of(client.put("/v1/preferences", DEFAULTS, if_match='"0"'), 412)
    assert json_of(client.get("/v1/preferences")) == CHANGED


@pytest.mark.parametrize(
    "wrong",
    [
        {"language": "jv"},
        {"channels": {**CHANGED["channels"], "deadline_missed": ["in_app"]}},
        {"channels": {**CHANGED["channels"], "task_created": ["pigeon"]}},
        {"channels": {"deadline_missed": BOTH}},
        {"channels": {**CHANGED["channels"], "brand_new": BOTH}},
        {"channels": None},
        {"quiet_hours": {"from": "22:00", "until": "22:00", "zone": "WIB"}},
        {"quiet_hours": {"from": "25:00", "until": "05:00", "zone": "WIB"}},
        {"quiet_hours": {"from": "22:00", "until": "05:00", "zone": "CET"}},
        {"quiet_hours": {"from": "22:00"}},
        {"brand_new": 1},
    ],
)
def test_wrong_preferences_are_refused_and_nothing_is_stored(
    client: ApiClient, wrong: dict[str, Any]
) -> None:
    problem = problem_of(client.put("/v1/preferences", {**CHANGED, **wrong}, if_match='"0"'), 422)
    assert problem["errors"]
    assert json_of(client.get("/v1/preferences")) == DEFAULTS


def test_a_missed_limit_that_would_be_silenced_is_explained_in_both_languages(client: ApiClient) -> None:
    body = {**CHANGED, "channels": {**CHANGED["channels"], "deadline_missed": []}}
    problem = problem_of(client.put("/v1/preferences", body, if_match='"0"'), 422)
    assert problem["type"] == "/problems/missed-limit-silenced"
    assert problem["errors"][0]["field"] == "channels.deadline_missed"
    assert "surel" in problem["detail_id"]


def test_a_body_that_is_no_json_is_refused(client: ApiClient) -> None:
    headers = {"If-Match": '"0"', "Content-Type": "application/json"}
    problem_of(client.send("PUT", "/v1/preferences", data="{", headers=headers), 400)
    problem_of(
        client.send(
            "PUT", "/v1/preferences", data="a=b", headers={"If-Match": '"0"', "Content-Type": "text/plain"}
        ),
        415,
    )
    problem_of(
        client.send("PUT", "/v1/preferences", data=b"[" + b"1," * 700_000 + b"1]", headers=headers), 413
    )
