"""Who is asking: bearer tokens of an OpenID Connect provider, checked by joserfc.

Times here are machine time: a token does not live longer because a case is simulated.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

ALGORITHMS = ["ES256", "RS256", "PS256", "Ed25519", "EdDSA"]
LEEWAY_SECONDS = 30
REFRESH_SECONDS = 300
RETRY_SECONDS = 5
FETCH_TIMEOUT_SECONDS = 3
MOST_TOKENS = 10_000
"""Remembered as signed: an officer sends one token for hours, and a signature costs a millisecond."""


class TokenError(Exception):
    """The token is missing, forged, foreign or out of date; the text is safe to show its bearer."""


class KeysUnavailableError(Exception):
    """The provider's keys cannot be had, so nobody can be told from anybody else."""


@dataclass(frozen=True)
class Principal:
    """The bearer of a valid token; what the claims mean is for each service to say."""

    subject: str
    claims: Mapping[str, Any]


class KeySource(Protocol):
    """Where a provider's public keys come from."""

    def keys(self, *, renewed: bool = False) -> KeySet: ...


class RemoteKeys:
    """The provider's JWKS, kept for five minutes and asked again when a token names an unknown key."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._keys: KeySet | None = None
        self._asked_at = float("-inf")

    def keys(self, *, renewed: bool = False) -> KeySet:
        age = time.monotonic() - self._asked_at
        if self._keys is None or age > REFRESH_SECONDS or (renewed and age > RETRY_SECONDS):
            self._keys = self._fetch()
            self._asked_at = time.monotonic()
        return self._keys

    def _fetch(self) -> KeySet:
        try:
            answer = httpx.get(self._url, timeout=FETCH_TIMEOUT_SECONDS).raise_for_status()
            return KeySet.import_key_set(answer.json())
        except (httpx.HTTPError, ValueError, JoseError) as error:
            if self._keys is not None:  # an old key set is better than shutting everybody out
                return self._keys
            raise KeysUnavailableError(f"no keys from {self._url}: {error}") from error


class TokenVerifier:
    """Checks signature, issuer, audience, expiry and not-before of a bearer token."""

    def __init__(self, keys: KeySource, *, issuer: str, audience: str) -> None:
        self._keys = keys
        self._claims = jwt.JWTClaimsRegistry(
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": audience},
            sub={"essential": True},
            exp={"essential": True},
        )
        self._seen: dict[bytes, tuple[KeySet, dict[str, Any]]] = {}

    def verify(self, token: str) -> Principal:
        """Raises TokenError for whatever is wrong with it, KeysUnavailableError when that cannot be told."""
        claims = self._signed(token)
        try:
            self._claims.validate(claims)
        except JoseError as error:
            raise TokenError(error.description or error.error) from error
        return Principal(subject=str(claims["sub"]), claims=claims)

    def _signed(self, token: str) -> dict[str, Any]:
        """The claims of a token whose signature holds under the keys of now; what they say is checked every time."""
        keys, name = self._keys.keys(), hashlib.sha256(token.encode()).digest()
        known = self._seen.get(name)
        if known is not None and known[0] is keys:
            return known[1]
        claims = self._decoded(token)
        if len(self._seen) >= MOST_TOKENS:
            self._seen.clear()
        self._seen[name] = (keys, claims)
        return claims

    def _decoded(self, token: str) -> dict[str, Any]:
        for renewed in (False, True):
            try:
                return jwt.decode(token, self._keys.keys(renewed=renewed), algorithms=ALGORITHMS).claims
            except (JoseError, ValueError) as error:
                problem = error
        raise TokenError(f"the token cannot be read: {problem}")
