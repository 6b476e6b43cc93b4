"""The Ed25519 key that signs heads of journals, so that nobody can rewrite history unnoticed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from joserfc import jws
from joserfc.jwk import OKPKey

from chassis.canonical import canonical

ALGORITHM = "Ed25519"


class HeadSigner:
    """Signs with the key in a file; a development system makes one on first use, production mounts its own."""

    def __init__(self, path: Path, *, make: bool) -> None:
        if make and not path.exists():
            _make(path)
        self._key = _key_in(path.read_text(encoding="ascii"))

    @property
    def public_key(self) -> dict[str, Any]:
        """The JWK to check signatures with."""
        return dict(self._key.as_dict(private=False))

    def sign(self, head: Mapping[str, Any]) -> str:
        """A compact JWS over the canonical JSON of the head."""
        header = {"alg": ALGORITHM, "kid": self._key.kid}
        return jws.serialize_compact(header, canonical(dict(head)), self._key, algorithms=[ALGORITHM])


def _key_in(text: str) -> OKPKey:
    """A JWK, or PEM as `openssl genpkey -algorithm ed25519` writes it."""
    key = OKPKey.import_key(json.loads(text) if text.startswith("{") else text)
    key.ensure_kid()
    return key


def _make(path: Path) -> None:
    fresh = OKPKey.generate_key("Ed25519", parameters={"use": "sig"}, auto_kid=True)
    path.touch(mode=0o600)
    path.write_text(json.dumps(fresh.as_dict(private=True)), encoding="ascii")
