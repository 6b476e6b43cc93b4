"""Only suspects are named; how the police do it stands with the other parties."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Connection, update

from cases.storage.tables import CaseRow
from tests.cases.api.bodies import REPORT
from tests.support.http import ApiClient, json_of, problem_of
from tests.support.tokens import token_of

BUDI = {"name": "Budi Santoso"}
NAMED = {"at": "2024-10-09", "document": "SP.Tap/1"}


def the_parties(client: ApiClient, connection: Connection, **columns: Any) -> str:
    case = json_of(client.post("/v1/intakes", REPORT), 201)
    values = {"register_number": "001", "status": "registered", **columns}
    connection.execute(update(CaseRow).where(CaseRow.id == case["id"]).values(**values))
    return f"/v1/cases/{case['id']}/parties"


@pytest.fixture
def police(client: ApiClient) -> ApiClient:
    return client.bearing(token_of("polri-karawang", agency="polri"))


def test_a_suspect_is_named_in_the_investigation(
    client: ApiClient, police: ApiClient, connection: Connection
) -> None:
    parties = the_parties(client, connection, stage="investigation")
    json_of(police.post(parties, {"role": "suspect", "identity": BUDI, "named": NAMED}), 201)


def test_before_the_investigation_it_is_refused_in_plain_words(
    client: ApiClient, police: ApiClient, connection: Connection
) -> None:
    parties = the_parties(client, connection, stage="assessment")
    problem = problem_of(police.post(parties, {"role": "suspect", "identity": BUDI}), 409)
    assert problem["type"].endswith("no-investigation")
    assert "assessment" in problem["detail"]


def test_a_witness_is_not_named(client: ApiClient, police: ApiClient, connection: Connection) -> None:
    parties = the_parties(client, connection, stage="investigation")
    problem = problem_of(police.post(parties, {"role": "witness", "identity": BUDI, "named": NAMED}), 422)
    assert [error["field"] for error in problem["errors"]] == ["named"]
