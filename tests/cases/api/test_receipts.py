from __future__ import annotations

import pytest
from sqlalchemy import Connection, update

from cases.storage.tables import CaseRow
from tests.cases.api.bodies import REPORT, spoilt
from tests.support.http import ApiClient, json_of, problem_of


def receipt_of(client: ApiClient, **changes: object) -> str:
    return str(json_of(client.post("/v1/intakes", spoilt(REPORT, **changes)), 201)["receipt_code"])


def test_whoever_holds_the_receipt_reads_the_state_without_a_token(client: ApiClient) -> None:
    code = receipt_of(client, confidentiality=4)
    assert json_of(client.bearing(None).get(f"/v1/public/receipts/{code}")) == {
        "receipt_code": code,
        "intake_number": "001/LP/PB/Kab/13.19/X/2024",
        "register_number": None,
        "received_on": "2024-10-10",
        "changed_on": "2024-10-10",
        "state": {
            "code": "received",
            "id": "Diterima; sedang dalam kajian awal.",
            "en": "Received; the initial study is under way.",
        },
    }


def test_the_code_may_be_typed_in_any_way(client: ApiClient) -> None:
    code = receipt_of(client).lower().replace("-", "")
    json_of(client.bearing(None).get(f"/v1/public/receipts/{code}"))


def test_the_end_is_told(client: ApiClient, connection: Connection) -> None:
    code = receipt_of(client)
    connection.execute(update(CaseRow).values(status="closed", outcome="convicted"))
    answer = json_of(client.bearing(None).get(f"/v1/public/receipts/{code}"))
    assert answer["state"]["id"] == "Diputus bersalah."


@pytest.mark.parametrize("code", ["x", "%00", "7K3M-Q2ZD-08RT-XWSU", "2T4A-NTR8-K0CT-9MM0"])
def test_an_unknown_code_is_not_found(client: ApiClient, code: str) -> None:
    problem = problem_of(client.bearing(None).get(f"/v1/public/receipts/{code}"), 404)
    assert problem["detail_id"]
