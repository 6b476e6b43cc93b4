from __future__ import annotations

from chassis.database import Database
from chassis.http import routes
from tests.cases.conftest import app_on
from tests.support.http import ApiClient, json_of


def test_only_receipts_and_health_answer_without_a_token(database: Database) -> None:
    public = {name for name, is_public in routes(app_on(database)).items() if is_public}
    ours = {name for name in public if not name.startswith(("health.", "api-docs", "static"))}
    assert ours == {"receipts.show_receipt"}


def test_the_document_describes_every_resource_of_this_service(client: ApiClient) -> None:
    document = json_of(client.get("/openapi.json"))
    assert set(document["paths"]) == {
        "/v1/intakes",
        "/v1/cases",
        "/v1/cases/{case_id}",
        "/v1/cases/{case_id}/withdrawal",
        "/v1/cases/{case_id}/transfers",
        "/v1/cases/{case_id}/joins",
        "/v1/cases/{case_id}/parties",
        "/v1/cases/{case_id}/parties/{party_id}",
        "/v1/cases/{case_id}/parties/{party_id}/status",
        "/v1/members",
        "/v1/members/{member_id}",
        "/v1/centres",
        "/v1/public/receipts/{code}",
    }


def test_an_idle_service_says_so(client: ApiClient) -> None:
    report = json_of(client.bearing(None).get("/v1/idle"))
    assert (report["unsent"], report["parked"], report["failed"]) == (0, 0, 0)
