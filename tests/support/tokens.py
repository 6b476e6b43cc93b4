"""Real bearer tokens for tests: a key of our own, the tokens it signs, and the verifier that trusts it."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

from chassis.identity import TokenVerifier

ISSUER = "https://issuer.test"
AUDIENCE = "gakkumdu"
ALGORITHM = "ES256"
LIFETIME_SECONDS = 600


@cache
def signing_key() -> ECKey:
    """The key that signs every token of this run."""
    return new_key()


def new_key() -> ECKey:
    """A key nobody trusts, to forge tokens with."""
    return ECKey.generate_key("P-256", parameters={"use": "sig", "alg": ALGORITHM}, auto_kid=True)


class LocalKeys:
    """The public half of `signing_key`, without a provider to ask."""

    def keys(self, *, renewed: bool = False) -> KeySet:
        del renewed
        return KeySet([signing_key()])


@contextmanager
def key_server() -> Iterator[str]:
    """Serves the public keys as a provider does, for services that run as processes; the address of the JWKS."""
    document = json.dumps(KeySet([signing_key()]).as_dict(private=False)).encode()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(document)))
            self.end_headers()
            self.wfile.write(document)

        def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/jwks"
        finally:
            server.shutdown()
            thread.join()


def token_verifier() -> TokenVerifier:
    """Checks tokens exactly as a service does; only the way to the keys is shorter."""
    return TokenVerifier(LocalKeys(), issuer=ISSUER, audience=AUDIENCE)


def signed(claims: dict[str, Any], *, key: ECKey | None = None) -> str:
    """These claims and no others, signed."""
    signer = key or signing_key()
    return jwt.encode({"alg": ALGORITHM, "kid": signer.kid}, claims, signer)


def token_of(
    subject: str = "bawaslu-karawang",
    *,
    agency: str = "bawaslu",
    office: str = "32.15",
    level: str = "regency",
    roles: Sequence[str] = ("officer",),
    **claims: Any,
) -> str:
    """A valid token of an officer; further `claims` are added or replace the standard ones."""
    now = int(time.time())
    standard = {"iss": ISSUER, "aud": AUDIENCE, "sub": subject, "iat": now, "exp": now + LIFETIME_SECONDS}
    officer = {"agency": agency, "office": office, "level": level, "roles": list(roles)}
    return signed({**standard, **officer, **claims})
