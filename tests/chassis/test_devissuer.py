"""The development issuer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from joserfc.jwk import KeySet

from chassis.devissuer import IssuerSettings, create_issuer, issuer_settings
from chassis.identity import TokenVerifier
from chassis.settings import SettingsError

ISSUER = "http://127.0.0.1:8800"


@pytest.fixture
def settings(tmp_path: Path) -> IssuerSettings:
    (tmp_path / "accounts.json").write_text(json.dumps({"jaksa": {"agency": "kejaksaan"}}))
    return issuer_settings(
        {
            "LISTEN": "127.0.0.1:8800",
            "OIDC_ISSUER": ISSUER,
            "ACCOUNTS_FILE": str(tmp_path / "accounts.json"),
            "KEY_FILE": str(tmp_path / "key.json"),
            "ENVIRONMENT": "development",
        }
    )


class PublishedKeys:
    def __init__(self, published: dict[str, object]) -> None:
        self._published = published

    def keys(self, *, renewed: bool = False) -> KeySet:
        del renewed
        return KeySet.import_key_set(self._published)  # type: ignore[arg-type] # what the issuer serves


def test_its_tokens_pass_the_check_of_the_services(settings: IssuerSettings) -> None:
    client = create_issuer(settings).test_client()
    token = client.post("/token", data={"client_id": "jaksa"}).get_json()["access_token"]
    keys = PublishedKeys(client.get("/jwks").get_json())
    principal = TokenVerifier(keys, issuer=ISSUER, audience="gakkumdu").verify(token)
    assert (principal.subject, principal.claims["agency"]) == ("jaksa", "kejaksaan")


def test_its_key_outlives_a_restart_and_stays_private(settings: IssuerSettings) -> None:
    first = create_issuer(settings).test_client().get("/jwks").get_json()
    again = create_issuer(settings).test_client().get("/jwks").get_json()
    assert first == again
    assert "d" not in first["keys"][0]
    assert settings.key_file.stat().st_mode & 0o077 == 0


def test_a_stranger_is_told_who_is_known(settings: IssuerSettings) -> None:
    answer = create_issuer(settings).test_client().post("/token", data={"client_id": "stranger"})
    assert answer.status_code == 400
    assert "jaksa" in answer.get_json()["error_description"]


def test_it_refuses_to_start_in_production(settings: IssuerSettings) -> None:
    with pytest.raises(SettingsError, match="development only"):
        issuer_settings(
            {
                "LISTEN": settings.listen,
                "OIDC_ISSUER": ISSUER,
                "ACCOUNTS_FILE": "/accounts.json",
                "KEY_FILE": "/key.json",
                "ENVIRONMENT": "production",
            }
        )
