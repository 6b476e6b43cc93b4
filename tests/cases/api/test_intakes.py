from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import Connection, func, select

from cases.storage.tables import CaseRow, IdentityRow, PartyRow, SequenceRow
from tests.cases.api.bodies import FINDING, REPORT, spoilt, without
from tests.cases.outbox import told
from tests.support.http import ApiClient, json_of, problem_of
from tests.support.tokens import new_key, signed, token_of

DEEP = "[" * 100_000 + "]" * 100_000


def stored(connection: Connection) -> int:
    """Rows of any kind that an intake leaves."""
    tables = (CaseRow, PartyRow, IdentityRow, SequenceRow)
    return sum(connection.execute(select(func.count()).select_from(table)).scalar_one() for table in tables)


def fact(name: str, at: object, **more: object) -> dict[str, Any]:
    return spoilt(REPORT, facts={**REPORT["facts"], name: {"at": at, **more}})


def test_a_report_is_answered_with_number_receipt_location_and_tag(client: ApiClient) -> None:
    response = client.post("/v1/intakes", REPORT)
    case = json_of(response, 201)
    assert case["intake_number"] == "001/LP/PB/Kab/13.19/X/2024"
    assert len(case["receipt_code"]) == 19
    assert (case["status"], case["register_number"], case["zone"]) == ("received", None, "WIB")
    assert case["facts"]["known"] == REPORT["facts"]["known"]
    assert response.headers["ETag"] == '"1"'
    shown = client.get(response.headers["Location"])
    assert json_of(shown) == without(case, "receipt_code")
    assert shown.headers["ETag"] == '"1"'


def test_a_finding_of_the_least_fields_is_taken_in(client: ApiClient) -> None:
    least = without(without(without(FINDING, "facts"), "articles"), "level")
    case = json_of(client.post("/v1/intakes", least), 201)
    assert (case["facts"], case["articles"], case["level"]) == ({}, [], "regency")


def test_the_same_key_is_one_intake_with_the_same_answer(client: ApiClient, connection: Connection) -> None:
    first, again = (client.post("/v1/intakes", REPORT, key="once") for _ in range(2))
    assert json_of(first, 201) == json_of(again, 201)
    assert again.headers["Location"] == first.headers["Location"]
    assert len(told(connection)) == 1
    rows = stored(connection)
    problem_of(client.post("/v1/intakes", FINDING, key="once"), 422)
    assert stored(connection) == rows


def test_a_key_is_needed(client: ApiClient) -> None:
    problem_of(client.send("POST", "/v1/intakes", json=REPORT), 400)


def test_a_repeat_after_a_refusal_is_judged_anew(client: ApiClient) -> None:
    problem_of(client.post("/v1/intakes", spoilt(REPORT, level="national"), key="twice"), 422)
    json_of(client.post("/v1/intakes", REPORT, key="twice"), 201)


BAD: list[tuple[str, Any, str]] = [
    ("an unknown field", spoilt(REPORT, colour="red"), "colour"),
    ("a list", [REPORT], "_schema"),
    ("nothing", {}, "origin"),
    ("another origin", spoilt(REPORT, origin="rumour"), "origin"),
    ("a number for a word", spoilt(REPORT, regime=3), "regime"),
    ("the other regime's election", spoilt(REPORT, election="PL"), "election"),
    ("an office of no province", spoilt(REPORT, office="99.01"), "office"),
    ("an office in words", spoilt(REPORT, office="Karawang"), "office"),
    ("another level", spoilt(REPORT, level="province"), "level"),
    ("no region", without(REPORT, "bawaslu_region"), "bawaslu_region"),
    ("a region of another shape", spoilt(REPORT, bawaslu_region="13.19\n"), "bawaslu_region"),
    ("blanks for a description", spoilt(REPORT, description="   "), "description"),
    ("U+0000", spoilt(REPORT, description="a\x00b"), "description"),
    ("half a character", spoilt(REPORT, description="a\ud800b"), "description"),
    ("too long a description", spoilt(REPORT, description="x" * 20_001), "description"),
    ("a level of confidentiality too many", spoilt(REPORT, confidentiality=5), "confidentiality"),
    ("confidentiality as text", spoilt(REPORT, confidentiality="1"), "confidentiality"),
    ("confidentiality as truth", spoilt(REPORT, confidentiality=True), "confidentiality"),
    ("articles as text", spoilt(REPORT, articles="187A"), "articles"),
    ("an article with U+0000", spoilt(REPORT, articles=["a\x00"]), "articles.0"),
    ("too many articles", spoilt(REPORT, articles=["a"] * 51), "articles"),
    ("no reporter", without(REPORT, "reporter"), "reporter"),
    ("a reporter without a name", spoilt(REPORT, reporter={}), "reporter.name"),
    ("a reporter with U+0000", spoilt(REPORT, reporter={"name": "\x00"}), "reporter.name"),
    ("a reporter of a finding", spoilt(FINDING, reporter=REPORT["reporter"]), "reporter"),
    ("an unknown fact", spoilt(REPORT, facts={"rumoured": {"at": None}}), "facts.rumoured"),
    ("a fact without a time", spoilt(REPORT, facts={"act": {}}), "facts.act.at"),
    ("a day that does not exist", fact("act", "2024-02-30"), "facts.act.at"),
    ("an instant without an offset", fact("act", "2024-10-07T10:00:00"), "facts.act.at"),
    ("a week", fact("act", "2024-W40-1"), "facts.act.at"),
    ("a number for a day", fact("act", 20241007), "facts.act.at"),
    ("an impossible offset", fact("act", "2024-10-07T10:00:00+99:00"), "facts.act.at"),
    ("an unknown zone", fact("act", "2024-10-07", zone="GMT"), "facts.act.zone"),
    ("known before the act", fact("known", "2024-10-06"), "facts.known.at"),
    ("submitted before known", fact("submitted", "2024-10-07"), "facts.submitted.at"),
    ("tomorrow", fact("submitted", "2024-10-11"), "facts.submitted.at"),
    ("the first year", fact("act", "0001-01-01T00:00:00+14:00"), "facts.act.at"),
]


@pytest.mark.parametrize(("body", "field"), [case[1:] for case in BAD], ids=[case[0] for case in BAD])
def test_bad_input_is_refused_by_field_and_leaves_nothing(
    client: ApiClient, connection: Connection, body: Any, field: str
) -> None:
    problem = problem_of(client.post("/v1/intakes", body), 422)
    assert field in [error["field"] for error in problem["errors"]]
    assert problem["detail"]
    assert problem["detail_id"]
    assert stored(connection) == 0
    assert told(connection) == []


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b'{"origin": NaN', b"\xff\xfe", DEEP.encode()],
    ids=["none", "half", "nan", "no text", "deep"],
)
def test_what_is_not_json_is_refused(client: ApiClient, connection: Connection, body: bytes) -> None:
    response = client.send(
        "POST",
        "/v1/intakes",
        data=body,
        content_type="application/json",
        headers={"Idempotency-Key": "k"},
    )
    problem_of(response, 422 if body == b"" else 400)
    assert stored(connection) == 0


def test_another_media_type_is_refused(client: ApiClient) -> None:
    response = client.send(
        "POST",
        "/v1/intakes",
        data=json.dumps(REPORT),
        content_type="text/plain",
        headers={"Idempotency-Key": "k"},
    )
    problem_of(response, 415)


def test_too_large_a_body_is_refused(client: ApiClient) -> None:
    problem_of(client.post("/v1/intakes", spoilt(REPORT, description="x" * 1_100_000)), 413)


def test_nobody_files_without_a_token_of_ours(client: ApiClient) -> None:
    forged = signed({"sub": "bawaslu-karawang"}, key=new_key())
    for token in (None, "no-token", forged):
        problem_of(client.bearing(token).post("/v1/intakes", REPORT), 401)


@pytest.mark.parametrize(
    "token",
    [
        {"agency": "polri"},
        {"office": "51.01"},
        {"roles": ["auditor"]},
        {"level": "national"},
        {"roles": "officer"},
    ],
)
def test_others_may_not_file_here(client: ApiClient, connection: Connection, token: dict[str, Any]) -> None:
    problem = problem_of(client.bearing(token_of(**token)).post("/v1/intakes", REPORT), 403)
    assert problem["detail_id"]
    assert stored(connection) == 0


def test_a_higher_office_files_for_a_lower_one(client: ApiClient) -> None:
    province = token_of("bawaslu-jabar", office="32", level="province")
    case = json_of(client.bearing(province).post("/v1/intakes", REPORT), 201)
    assert case["office"] == "32.15"
