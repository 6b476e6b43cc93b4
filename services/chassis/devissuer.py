"""An OpenID Connect issuer for development: real keys, real tokens, no passwords.

It hands a token to whoever asks for one of the accounts in its file, so it refuses to start with
production settings. What the claims mean is not its business.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask, Response, json, jsonify, request
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet
from marshmallow import EXCLUDE, Schema, ValidationError, fields, post_load
from werkzeug.serving import WSGIRequestHandler, make_server

from chassis.settings import LISTEN, WEB_ADDRESS, read_settings, settings_or_exit, variable
from chassis.web import refuse_taken_port

TOKEN_SECONDS = 8 * 60 * 60
ALGORITHM = "ES256"


@dataclass(frozen=True)
class IssuerSettings:
    """Where the issuer listens, and the accounts it vouches for."""

    listen: str
    issuer: str
    audience: str
    accounts_file: Path
    key_file: Path
    environment: str


def _not_production(value: str) -> None:
    if value != "development":
        raise ValidationError("the development issuer runs with ENVIRONMENT=development only")


class IssuerSettingsSchema(Schema):
    """The environment variables of the development issuer."""

    class Meta:
        unknown = EXCLUDE

    listen = variable("LISTEN", check=LISTEN)
    issuer = variable("OIDC_ISSUER", check=WEB_ADDRESS)
    audience = variable("OIDC_AUDIENCE", default="gakkumdu")
    accounts_file = fields.Function(deserialize=Path, data_key="ACCOUNTS_FILE", required=True)
    key_file = fields.Function(deserialize=Path, data_key="KEY_FILE", required=True)
    environment = variable("ENVIRONMENT", check=_not_production)

    @post_load
    def _make(self, data: dict[str, Any], **_: Any) -> IssuerSettings:
        return IssuerSettings(**data)


def issuer_settings(environment: Mapping[str, str]) -> IssuerSettings:
    """Raises SettingsError; in production always."""
    return read_settings(IssuerSettingsSchema(), environment)  # type: ignore[no-any-return] # the schema decides


def signing_key(path: Path) -> ECKey:
    """The key in `path`, made on first use, so that tokens outlive a restart."""
    if not path.exists():
        fresh = ECKey.generate_key("P-256", parameters={"use": "sig", "alg": ALGORITHM}, auto_kid=True)
        path.touch(mode=0o600)
        path.write_text(json.dumps(fresh.as_dict(private=True)), encoding="ascii")
    return ECKey.import_key(json.loads(path.read_text(encoding="ascii")))


def create_issuer(settings: IssuerSettings) -> Flask:
    """Discovery, keys, accounts and tokens."""
    app = Flask("issuer")
    key = signing_key(settings.key_file)
    accounts: dict[str, dict[str, Any]] = json.loads(settings.accounts_file.read_text(encoding="utf-8"))

    @app.get("/.well-known/openid-configuration")
    def discovery() -> Response:
        return jsonify(
            issuer=settings.issuer,
            jwks_uri=f"{settings.issuer}/jwks",
            token_endpoint=f"{settings.issuer}/token",
            grant_types_supported=["client_credentials"],
            response_types_supported=["token"],
            subject_types_supported=["public"],
            id_token_signing_alg_values_supported=[ALGORITHM],
        )

    @app.get("/readyz")
    def readyz() -> Response:
        return jsonify(status="ready")

    @app.get("/jwks")
    def jwks() -> Response:
        return jsonify(KeySet([key]).as_dict(private=False))

    @app.get("/accounts")
    def listed() -> Response:
        return jsonify([{"account": name, **claims} for name, claims in accounts.items()])

    @app.post("/token")
    def token() -> tuple[Response, int]:
        account = request.form.get("client_id", "")
        if account not in accounts:
            known = ", ".join(accounts)
            return jsonify(error="invalid_client", error_description=f"client_id is one of: {known}"), 400
        now = int(time.time())
        claims = {
            "iss": settings.issuer,
            "aud": settings.audience,
            "sub": account,
            "iat": now,
            "exp": now + TOKEN_SECONDS,
        }
        signed = jwt.encode({"alg": ALGORITHM, "kid": key.kid}, {**accounts[account], **claims}, key)
        return jsonify(access_token=signed, token_type="Bearer", expires_in=TOKEN_SECONDS), 200  # noqa: S106 - a type, no secret

    return app


class _QuietHandler(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing of each request: tokens are asked for all the time."""


def main() -> None:
    """Serve until a signal."""
    settings = settings_or_exit(issuer_settings, os.environ)
    host, _, port = settings.listen.rpartition(":")
    refuse_taken_port(host, int(port))
    make_server(
        host, int(port), create_issuer(settings), threaded=True, request_handler=_QuietHandler
    ).serve_forever()


if __name__ == "__main__":
    main()
