"""Bearer tokens, checked for real."""

from __future__ import annotations

import time
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

from chassis.identity import KeysUnavailableError, RemoteKeys, TokenError, TokenVerifier
from tests.support.tokens import AUDIENCE, ISSUER, new_key, signed, signing_key, token_of, token_verifier

NOW = int(time.time())
CLAIMS = {"iss": ISSUER, "aud": AUDIENCE, "sub": "somebody", "exp": NOW + 600}


def test_a_valid_token_names_its_bearer() -> None:
    principal = token_verifier().verify(token_of("polri-karawang", agency="polri"))
    assert (principal.subject, principal.claims["agency"]) == ("polri-karawang", "polri")


@pytest.mark.parametrize(
    "change",
    [
        {"iss": "https://elsewhere.test"},
        {"aud": "another-system"},
        {"exp": NOW - 3600},
        {"nbf": NOW + 3600},
        {"sub": None},
        {"exp": None},
    ],
    ids=["issuer", "audience", "expired", "not yet", "nobody", "forever"],
)
def test_a_token_with_a_wrong_claim_is_refused(change: dict[str, Any]) -> None:
    claims = {name: value for name, value in {**CLAIMS, **change}.items() if value is not None}
    with pytest.raises(TokenError):
        token_verifier().verify(signed(claims))


def test_a_token_signed_by_somebody_else_is_refused() -> None:
    with pytest.raises(TokenError):
        token_verifier().verify(signed(CLAIMS, key=new_key()))


def test_a_forger_cannot_borrow_the_name_of_our_key() -> None:
    forged = jwt.encode({"alg": "ES256", "kid": signing_key().kid}, dict(CLAIMS), ECKey.generate_key("P-256"))
    with pytest.raises(TokenError):
        token_verifier().verify(forged)


@pytest.mark.parametrize("token", ["", "a.b.c", "nonsense", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0."])
def test_what_is_no_token_is_refused(token: str) -> None:
    with pytest.raises(TokenError):
        token_verifier().verify(token)


def test_without_the_providers_keys_nobody_is_let_in() -> None:
    verifier = TokenVerifier(RemoteKeys("http://127.0.0.1:9/jwks"), issuer=ISSUER, audience=AUDIENCE)
    with pytest.raises(KeysUnavailableError):
        verifier.verify(token_of())


class TurningKeys:
    """A provider that changes its keys."""

    def __init__(self, *keys: ECKey) -> None:
        self.now = KeySet(list(keys))

    def keys(self, *, renewed: bool = False) -> KeySet:
        del renewed
        return self.now


def test_a_remembered_token_is_forgotten_with_the_keys_that_signed_it() -> None:
    source = TurningKeys(signing_key())
    verifier = TokenVerifier(source, issuer=ISSUER, audience=AUDIENCE)
    token = signed(CLAIMS)
    assert verifier.verify(token).subject == verifier.verify(token).subject == "somebody"
    source.now = KeySet([new_key()])
    with pytest.raises(TokenError):
        verifier.verify(token)


def test_a_remembered_signature_does_not_make_a_wrong_claim_right() -> None:
    verifier = TokenVerifier(TurningKeys(signing_key()), issuer=ISSUER, audience=AUDIENCE)
    token = signed({**CLAIMS, "exp": NOW - 3600})
    for _ in range(2):
        with pytest.raises(TokenError):
            verifier.verify(token)


def test_a_token_with_another_ending_is_another_token() -> None:
    verifier = TokenVerifier(TurningKeys(signing_key()), issuer=ISSUER, audience=AUDIENCE)
    token = signed(CLAIMS)
    verifier.verify(token)
    with pytest.raises(TokenError):
        verifier.verify(f"{token[:-6]}AAAAAA")
