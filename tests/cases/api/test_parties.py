from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Connection, update

from cases.storage.tables import CaseRow
from tests.cases.api.bodies import REPORT, spoilt
from tests.support.http import ApiClient, json_of, problem_of
from tests.support.tokens import token_of

SUSPECT = {"role": "suspect", "identity": {"name": "Budi Santoso", "id_number": "3215-0000"}}
WITNESS = {"role": "witness", "identity": {"name": "Wati"}}


@pytest.fixture
def parties(client: ApiClient, connection: Connection) -> str:
    """The address of the parties of a case that all three agencies see."""
    case = json_of(client.post("/v1/intakes", REPORT), 201)
    register = (
        update(CaseRow)
        .where(CaseRow.id == case["id"])
        .values(register_number="001", status="registered", stage="investigation")
    )
    connection.execute(register)
    return f"/v1/cases/{case['id']}/parties"


@pytest.fixture
def police(client: ApiClient) -> ApiClient:
    return client.bearing(token_of("polri-karawang", agency="polri"))


def test_a_party_is_added_and_the_person_is_not_shown(police: ApiClient, parties: str) -> None:
    response = police.post(parties, SUSPECT)
    party = json_of(response, 201)
    assert (party["role"], party["status"], party["ordinal"]) == ("suspect", "named", 1)
    assert (party["identity_masked"], party["identity_held"]) == (True, ["name", "id_number"])
    assert "Budi" not in response.text
    assert json_of(police.get(response.headers["Location"])) == party


def test_the_list_names_roles_and_nobody(client: ApiClient, police: ApiClient, parties: str) -> None:
    json_of(police.post(parties, SUSPECT), 201)
    json_of(client.post(parties, WITNESS), 201)
    response = client.get(parties)
    assert [party["role"] for party in json_of(response)["items"]] == ["reporter", "suspect", "witness"]
    assert not any(name in response.text for name in ("Siti", "Budi", "Wati"))
    page = json_of(client.get(parties, limit=2))
    assert len(json_of(client.get(parties, after=page["next"]))["items"]) == 1


def test_each_suspect_has_an_own_status(police: ApiClient, parties: str) -> None:
    first, second = (police.post(parties, SUSPECT).headers["Location"] for _ in range(2))
    changed = police.put(f"{first}/status", {"status": "wanted"}, if_match='"1"')
    assert (json_of(changed)["status"], changed.headers["ETag"]) == ("wanted", '"2"')
    assert json_of(police.get(second))["status"] == "named"


def test_refusals_come_in_their_order(client: ApiClient, police: ApiClient, parties: str) -> None:
    status = police.post(parties, SUSPECT).headers["Location"] + "/status"
    jembrana = client.bearing(token_of(office="51.01"))
    wrong = {"status": "convicted"}
    problem_of(jembrana.put(status, wrong), 404)
    problem_of(client.put(status, wrong), 403)
    problem_of(police.put(status, wrong), 428)
    problem_of(police.put(status, wrong, if_match='"9"'), 412)
    problem_of(police.put(status, wrong, if_match='"1"'), 409)


def test_a_party_added_twice_with_one_key_is_one(police: ApiClient, parties: str) -> None:
    first, again = (json_of(police.post(parties, SUSPECT, key="once"), 201) for _ in range(2))
    assert first == again


def test_only_the_keepers_of_a_role_add_it(client: ApiClient, police: ApiClient, parties: str) -> None:
    problem_of(client.post(parties, SUSPECT), 403)
    problem_of(police.post(parties, spoilt(WITNESS, role="reported")), 403)
    problem_of(client.bearing(token_of("auditor", roles=["auditor"])).post(parties, WITNESS), 403)


def test_a_case_that_is_not_yours_has_no_parties(client: ApiClient, parties: str) -> None:
    jembrana = client.bearing(token_of(office="51.01"))
    problem_of(jembrana.get(parties), 404)
    problem_of(jembrana.post(parties, WITNESS), 404)
    problem_of(client.get(f"/v1/cases/{uuid4()}/parties"), 404)
    problem_of(client.get(f"{parties}/{uuid4()}"), 404)


def test_a_closed_case_gets_no_more_parties(client: ApiClient, connection: Connection, parties: str) -> None:
    connection.execute(update(CaseRow).values(status="closed", outcome="stopped"))
    problem_of(client.post(parties, WITNESS), 409)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "role"),
        (spoilt(WITNESS, role="king"), "role"),
        (spoilt(WITNESS, identity="Wati"), "identity._schema"),
        (spoilt(WITNESS, identity={"name": " "}), "identity.name"),
        (spoilt(WITNESS, identity={"name": "W\x00"}), "identity.name"),
        (spoilt(WITNESS, identity={"name": "Wati", "nick": "W"}), "identity.nick"),
        (spoilt(WITNESS, status="heard"), "status"),
    ],
)
def test_bad_input_is_refused_by_field(
    client: ApiClient, parties: str, body: dict[str, Any], field: str
) -> None:
    problem = problem_of(client.post(parties, body), 422)
    assert field in [error["field"] for error in problem["errors"]]
