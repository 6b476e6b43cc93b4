from __future__ import annotations

from tests.cases.api.bodies import MEMBER
from tests.support.http import ApiClient, json_of, problem_of
from tests.support.tokens import token_of


def test_the_centres_are_listed_with_their_members(client: ApiClient) -> None:
    json_of(client.post("/v1/members", MEMBER), 201)
    centres = {centre["office"]: centre for centre in json_of(client.get("/v1/centres"))["items"]}
    assert len(centres) == 40
    assert centres["32.15"] == {
        "office": "32.15",
        "level": "regency",
        "province": "Jawa Barat",
        "zone": "WIB",
        "members": {"bawaslu": 0, "polri": 1, "kejaksaan": 0},
    }
    assert (centres["00"]["province"], centres["00"]["level"]) == (None, "national")


def test_only_officers_read_them(client: ApiClient) -> None:
    problem_of(client.bearing(None).get("/v1/centres"), 401)
    problem_of(client.bearing(token_of(roles=["king"])).get("/v1/centres"), 403)
