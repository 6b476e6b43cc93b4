"""Every route of every service asks for a token, and the document describes what it takes."""

from __future__ import annotations

from typing import Any

import pytest

from chassis.http import routes
from tests.structure.services import SERVICES, app_of, operations

PUBLIC = {"health.livez", "health.readyz", "health.idle_view", "health.metrics", "api-docs.openapi_json"}
OWN_PUBLIC = {"cases": {"receipts.show_receipt"}, "workflow": set[str](), "notify": set[str]()}
TASK_VERBS = {"claim", "unclaim", "assign", "delegate", "give-back", "return", "complete"}
CASE_VERBS = {"retry", "repair", "suspension", "resumption", "cancellation", "moves"}
MIGRATING = {"/v1/migrations", "/v1/migrations/{migration_id}/undo"}
CREATING = {
    "cases": {
        "/v1/intakes",
        "/v1/members",
        *(f"/v1/cases/{{case_id}}/{name}" for name in ("parties", "transfers", "withdrawal", "joins")),
    },
    "workflow": {"/v1/cases/{case_id}/facts", "/v1/definitions", "/v1/tasks/bulk", "/v1/views"} | MIGRATING,
    "notify": set[str](),
}
NOT_CREATING = {
    "cases": set[str](),
    "workflow": {
        *(f"/v1/tasks/{{task_id}}/{verb}" for verb in TASK_VERBS),
        *(f"/v1/cases/{{case_id}}/{verb}" for verb in CASE_VERBS),
        "/v1/migrations/dry-run",
    },
    "notify": {"/v1/notifications/{notification_id}/acknowledge", "/v1/deliveries/{delivery_id}/replay"},
}


def headers(described: dict[str, Any]) -> set[str]:
    return {found["name"] for found in described.get("parameters", []) if found["in"] == "header"}


@pytest.mark.parametrize("service", SERVICES)
def test_only_the_list_answers_without_a_token(service: str) -> None:
    public = {name for name, is_public in routes(app_of(service)).items() if is_public}
    assert public == PUBLIC | OWN_PUBLIC[service]


@pytest.mark.parametrize("service", SERVICES)
def test_every_other_route_answers_401_whatever_comes_with_it(service: str) -> None:
    app = app_of(service)
    client = app.test_client()
    public = PUBLIC | OWN_PUBLIC[service]
    for rule in app.url_map.iter_rules():
        if rule.endpoint in public:
            continue
        values = dict.fromkeys(rule.arguments, "00000000-0000-4000-8000-000000000000")
        with app.test_request_context():
            path = str(rule.rule)
        for name, value in values.items():
            path = path.replace(f"<uuid:{name}>", value).replace(f"<{name}>", value)
        for method in rule.methods or set():
            response = client.open(path, method=method, data=b"{", content_type="application/json")
            assert response.status_code == 401, f"{method} {path}: {response.status_code}"


@pytest.mark.parametrize("service", SERVICES)
def test_errors_are_described_as_problems(service: str) -> None:
    document = app_of(service).test_client().get("/openapi.json").get_json()
    assert document["openapi"].startswith("3.")
    for name, found in document["components"]["responses"].items():
        assert list(found["content"]) == ["application/problem+json"], name
    for path, method, described in operations(service):
        assert "default" in described["responses"], f"{method} {path}"


@pytest.mark.parametrize("service", SERVICES)
def test_every_creating_post_asks_for_a_key_and_says_so(service: str) -> None:
    posts = {path: headers(described) for path, method, described in operations(service) if method == "post"}
    assert set(posts) == CREATING[service] | NOT_CREATING[service]
    assert {path for path, names in posts.items() if "Idempotency-Key" in names} == CREATING[service]


@pytest.mark.parametrize("service", SERVICES)
def test_every_change_of_one_thing_says_that_it_needs_the_version(service: str) -> None:
    changing = {
        f"{method} {path}": headers(described)
        for path, method, described in operations(service)
        if method in {"put", "patch", "delete"} or path.rsplit("/", 1)[-1] in TASK_VERBS | CASE_VERBS
    }
    assert {name for name, names in changing.items() if "If-Match" not in names} == set()
