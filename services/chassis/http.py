"""The HTTP skeleton of a service: identity, request ids, problems, health and the OpenAPI document."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

import structlog
from flask import Flask, current_app, g, request
from flask_smorest import Api, Blueprint
from sqlalchemy.exc import DataError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from uuid6 import uuid7
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers.response import Response

from chassis.database import Database, UnitFactory
from chassis.errors import DomainError
from chassis.identity import KeysUnavailableError, Principal, TokenError, TokenVerifier
from chassis.logs import log
from chassis.metrics import observe_request
from chassis.preconditions import Precondition
from chassis.problems import (
    CHASSIS_STATUS,
    MEDIA_TYPE,
    Problem,
    ProblemSchema,
    StatusTable,
    problem_of_error,
    problem_of_http,
    unavailable,
)
from chassis.reading import refuse_unreadable
from chassis.unit import Unit

MAX_BODY_BYTES = 1024 * 1024
U = TypeVar("U", bound=Unit)
View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Edge:
    """What the views of one service reach through the application object."""

    database: Database
    verifier: TokenVerifier
    statuses: StatusTable
    public: set[str] = field(default_factory=set)


class ProblemApi(Api):  # type: ignore[misc] # flask-smorest ships no types
    """flask-smorest with problem answers, in the views and in the OpenAPI document."""

    ERROR_SCHEMA = ProblemSchema

    def handle_http_exception(self, error: HTTPException) -> Response:
        if (error.code or 500) >= 500 and error.__cause__ is None:  # noqa: PLR2004 - server errors
            log.error("request_failed", exc_info=getattr(error, "original_exception", error))
        return problem_of_http(error).answer()

    def _register_responses(self) -> None:
        # The class attribute is read while the error responses are described, and only then.
        self.DEFAULT_RESPONSE_CONTENT_TYPE = MEDIA_TYPE
        super()._register_responses()
        del self.DEFAULT_RESPONSE_CONTENT_TYPE


def create_api_app(
    service: str,
    *,
    title: str,
    blueprints: list[Blueprint],
    database: Database,
    verifier: TokenVerifier,
    statuses: StatusTable,
) -> Flask:
    """A Flask application serving `blueprints` below `/v1`; connects to nothing yet."""
    app = Flask(service, static_folder=None)
    app.config.update(
        API_TITLE=title,
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/",
        OPENAPI_JSON_PATH="openapi.json",
        MAX_CONTENT_LENGTH=MAX_BODY_BYTES,
        PROPAGATE_EXCEPTIONS=False,
    )
    cast(Any, app.json).sort_keys = False
    app.extensions["edge"] = Edge(database, verifier, {**CHASSIS_STATUS, **statuses})
    app.before_request(_begin)
    app.before_request(_authenticate)
    app.before_request(refuse_unreadable)
    app.after_request(_finish)
    _register_errors(app)
    api = ProblemApi(app, spec_kwargs={"security": [{"bearer": []}]})
    api.spec.components.security_scheme("bearer", {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"})
    for blueprint in blueprints:
        api.register_blueprint(blueprint)
    return app


def public(view: View) -> View:
    """Mark a view that answers without a token; everything else asks for one."""
    cast(Any, view).is_public = True
    return view


def accepts_up_to(most: int) -> Callable[[View], View]:
    """Mark a view that takes a larger body than the others; it stands above what reads the body."""

    def mark(view: View) -> View:
        cast(Any, view).most_bytes = most
        return view

    return mark


def edge() -> Edge:
    """The running application's `Edge`."""
    return cast(Edge, current_app.extensions["edge"])


def principal() -> Principal:
    """Whose token came with this request."""
    return cast(Principal, g.principal)


def precondition() -> Precondition:
    """The `If-Match` header of this request; `*` is no version and counts as none."""
    sent = request.headers.get("If-Match")
    if sent is None or sent.strip() in ("", "*"):
        return Precondition(tags=None)
    return Precondition(tags=frozenset(tag.strip().removeprefix("W/") for tag in sent.split(",")))


@contextmanager
def unit_of_work(factory: UnitFactory[U]) -> Iterator[U]:
    """This request's unit: a fresh one, or the one that `answered_once` opened around the view."""
    if (opened := g.get("unit")) is not None:
        yield cast(U, opened)
        return
    with edge().database.unit_of_work(factory) as unit:
        yield unit


def _begin() -> None:
    g.request_id = str(uuid7())
    view = current_app.view_functions.get(request.endpoint or "")
    request.max_content_length = getattr(view, "most_bytes", MAX_BODY_BYTES)
    structlog.contextvars.bind_contextvars(
        request_id=g.request_id, traceparent=request.headers.get("traceparent")
    )


def _authenticate() -> Response | None:
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None or _is_public(view):
        return None
    try:
        g.principal = edge().verifier.verify(_bearer_token())
    except TokenError as error:
        return _who_are_you(str(error)).answer()
    return None


def _bearer_token() -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise TokenError("no bearer token came with the request")
    return token.strip()


def _is_public(view: Any) -> bool:
    return getattr(view, "is_public", False) or getattr(view, "__module__", "").startswith("flask_smorest")


def _who_are_you(reason: str) -> Problem:
    return Problem(
        status=401,
        slug="token-refused",
        title="Sign in first",
        title_id="Masuk dahulu",
        detail=f"Send a valid token in the Authorization header: {reason}.",
        detail_id="Kirim token yang berlaku dalam header Authorization (Bearer).",
        headers={"WWW-Authenticate": "Bearer"},
    )


def _finish(response: Response) -> Response:
    response.headers["X-Request-Id"] = g.get("request_id", "")
    response.headers.setdefault("Cache-Control", "no-store")
    observe_request(
        request.url_rule.rule if request.url_rule else "unknown", request.method, response.status_code
    )
    structlog.contextvars.unbind_contextvars("request_id", "traceparent")
    return response


def _register_errors(app: Flask) -> None:
    def broken_rule(error: DomainError) -> Response:
        return problem_of_error(error, edge().statuses).answer()

    def database_down(error: Exception) -> Response:
        log.warning("database_unavailable", reason=type(error).__name__)
        return unavailable(
            "The database does not answer. Nothing was stored.",
            "Basis data tidak menjawab. Tidak ada yang tersimpan.",
        ).answer()

    def keys_down(error: KeysUnavailableError) -> Response:
        log.warning("identity_provider_unavailable", reason=str(error))
        return unavailable(
            "The identity provider does not answer.", "Penyedia identitas tidak menjawab."
        ).answer()

    def unstorable(_: DataError) -> Response:
        return Problem(
            status=422,
            slug="unstorable-value",
            title="A value cannot be stored",
            title_id="Ada nilai yang tidak dapat disimpan",
            detail="A text holds a character that cannot be stored (U+0000), or a number is too large.",
            detail_id="Ada teks dengan karakter yang tidak dapat disimpan (U+0000), atau angka terlalu besar.",
        ).answer()

    app.register_error_handler(DomainError, broken_rule)
    for kind in (OperationalError, InterfaceError, PoolTimeoutError):
        app.register_error_handler(kind, database_down)
    app.register_error_handler(KeysUnavailableError, keys_down)
    app.register_error_handler(DataError, unstorable)


def routes(app: Flask) -> Mapping[str, bool]:
    """Every endpoint and whether it answers without a token; for the structure test."""
    return {name: _is_public(view) for name, view in app.view_functions.items()}
