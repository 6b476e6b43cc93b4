"""`Idempotency-Key`: a creating POST sent twice has one effect and the same answer.

The key, the effect and the answer commit in one transaction. A second request with the same key waits for
the first one's row, then reads its answer; a key never crosses from one bearer to another.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Response, g, make_response, request
from flask_smorest import Blueprint
from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import Row
from sqlalchemy.orm import Session

from chassis.database import UnitFactory
from chassis.errors import IdempotencyKeyMissingError, IdempotencyKeyReusedError
from chassis.http import edge, principal
from chassis.tables import idempotency_keys as keys
from chassis.unit import Unit

KEPT_HEADERS = ("ETag", "Location")
MAX_KEY_LENGTH = 200
HEADER = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": True,
    "description": "A fresh UUID; the same one again when the same request is repeated.",
    "schema": {"type": "string", "minLength": 1, "maxLength": MAX_KEY_LENGTH},
}


def answered_once(factory: UnitFactory[Unit]) -> Callable[[Callable[..., Any]], Callable[..., Response]]:
    """Wrap a creating view: it runs in a unit of work whose commit also stores its answer."""

    def wrap(view: Callable[..., Any]) -> Callable[..., Response]:
        @wraps(view)
        def wrapper(*args: Any, **kwargs: Any) -> Response:
            with edge().database.unit_of_work(factory) as unit:
                if (earlier := _claim(unit.session, _key())) is not None:
                    return _repeated(earlier)
                g.unit = unit
                try:
                    response = make_response(view(*args, **kwargs))
                finally:
                    del g.unit
                _keep(unit.session, _key(), response)
                return response

        return _described(wrapper)

    return wrap


def _described(view: Callable[..., Response]) -> Callable[..., Response]:
    """The OpenAPI document names the header beside those the view describes itself."""
    others = getattr(view, "_apidoc", {}).get("manual_doc", {}).get("parameters", [])
    described: Callable[..., Response] = Blueprint.doc(parameters=[*others, HEADER])(view)
    return described


def _key() -> str:
    key = request.headers.get("Idempotency-Key", "").strip()
    if not key or len(key) > MAX_KEY_LENGTH or not key.isprintable():
        raise IdempotencyKeyMissingError(
            f"Send an Idempotency-Key header of 1 to {MAX_KEY_LENGTH} printable characters, for example a UUID. "
            "Repeat the same key when you repeat the request.",
            id=f"Kirim header Idempotency-Key berisi 1 sampai {MAX_KEY_LENGTH} karakter, misalnya UUID. "
            "Pakai kunci yang sama bila permintaan diulang.",
            field="Idempotency-Key",
        )
    return key


def _fingerprint() -> str:
    asked = f"{request.method} {request.path}\n".encode() + request.get_data()
    return hashlib.sha256(asked).hexdigest()


def _claim(session: Session, key: str) -> Row[Any] | None:
    """None when the key is ours now; else the row of the request that used it before."""
    mine = session.execute(
        insert(keys)
        .values(
            principal=principal().subject,
            key=key,
            endpoint=f"{request.method} {request.path}",
            body_hash=_fingerprint(),
            created_at=func.clock_timestamp(),  # machine time: only housekeeping reads it
        )
        .on_conflict_do_nothing()
        .returning(keys.c.key)
    ).first()
    if mine is not None:
        return None
    return session.execute(select(keys).where(*_where(key))).one()


def _keep(session: Session, key: str, response: Response) -> None:
    kept = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
    session.execute(
        update(keys)
        .where(*_where(key))
        .values(status=response.status_code, headers=kept, body=response.get_data(as_text=True))
    )


def _repeated(earlier: Row[Any]) -> Response:
    if earlier.body_hash != _fingerprint():
        raise IdempotencyKeyReusedError(
            "This Idempotency-Key was used for another request. Use a new key for a new request.",
            id="Idempotency-Key ini sudah dipakai untuk permintaan lain. Pakai kunci baru untuk permintaan baru.",
            field="Idempotency-Key",
        )
    answer = Response(earlier.body, earlier.status, headers=earlier.headers, content_type="application/json")
    answer.headers["Idempotency-Replayed"] = "true"
    return answer


def _where(key: str) -> tuple[Any, Any]:
    return keys.c.principal == principal().subject, keys.c.key == key
