"""Problem answers (RFC 9457): one table from error class to status, one renderer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Response, g, json, request
from marshmallow import Schema, fields
from werkzeug.exceptions import HTTPException

from chassis import errors
from chassis.errors import DomainError, FieldProblem

MEDIA_TYPE = "application/problem+json"
RETRY_SECONDS = 5

StatusTable = Mapping[type[DomainError], int]

CHASSIS_STATUS: StatusTable = {
    errors.NotFoundError: 404,
    errors.NotAllowedError: 403,
    errors.PreconditionMissingError: 428,
    errors.VersionMismatchError: 412,
    errors.WrongStateError: 409,
    errors.InvalidInputError: 422,
    errors.IdempotencyKeyMissingError: 400,
    errors.IdempotencyKeyReusedError: 422,
}

SENTENCES: Mapping[int, tuple[str, str]] = {
    400: (
        "The request cannot be read. Check that the body is JSON, and not nested too deeply.",
        "Permintaan tidak terbaca. Pastikan isinya JSON, dan tidak bersarang terlalu dalam.",
    ),
    404: (
        "There is nothing here, or it is not yours to see.",
        "Tidak ada apa-apa di sini, atau bukan wewenang Anda.",
    ),
    405: ("This address does not take this method.", "Alamat ini tidak menerima metode tersebut."),
    413: ("The body is too large. Send at most 1 MiB.", "Isi terlalu besar. Kirim paling banyak 1 MiB."),
    415: ("Send the body as application/json.", "Kirim isi sebagai application/json."),
    422: ("Some fields break a rule; see errors.", "Ada isian yang melanggar aturan; lihat errors."),
    500: ("Our mistake. Tell us the request id.", "Kesalahan kami. Sebutkan nomor permintaan."),
    503: (
        "A part of the system does not answer. Try again shortly.",
        "Sebagian sistem tidak menjawab. Coba lagi sebentar.",
    ),
}


class ProblemFieldSchema(Schema):
    """One field that broke a rule."""

    field = fields.String()
    message = fields.String()
    message_id = fields.String()
    rule = fields.String()


class ProblemSchema(Schema):
    """RFC 9457 problem details; `*_id` members say the same in Indonesian."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    title_id = fields.String()
    status = fields.Integer(required=True)
    detail = fields.String(required=True)
    detail_id = fields.String()
    instance = fields.String()
    request_id = fields.String()
    errors = fields.List(fields.Nested(ProblemFieldSchema))


@dataclass(frozen=True)
class Problem:
    """What one refusal says; rendered by `answer`, or as `body` where an answer tells of several."""

    status: int
    slug: str
    title: str
    detail: str
    title_id: str | None = None
    detail_id: str | None = None
    errors: list[dict[str, str]] = field(default_factory=list)
    headers: Mapping[str, str] = field(default_factory=dict)

    def answer(self) -> Response:
        """The response, with the address asked for and the request's id."""
        body = json.dumps(self.body(instance=request.path))
        return Response(body, self.status, headers=dict(self.headers), content_type=MEDIA_TYPE)

    def body(self, *, instance: str) -> dict[str, Any]:
        """The document; `instance` is the address of what was refused."""
        said: dict[str, Any] = {
            "type": f"/problems/{self.slug}",
            "title": self.title,
            "title_id": self.title_id,
            "status": self.status,
            "detail": self.detail,
            "detail_id": self.detail_id,
            "instance": instance,
            "request_id": g.get("request_id"),
            "errors": self.errors,
        }
        return {name: value for name, value in said.items() if value not in (None, [])}


def problem_of_error(error: DomainError, statuses: StatusTable) -> Problem:
    """The problem for a broken rule; the nearest class of the table decides the status."""
    status = next(statuses[kind] for kind in type(error).__mro__ if kind in statuses)
    return Problem(
        status=status,
        slug=error.slug(),
        title=error.title_en(),
        title_id=error.title_id,
        detail=error.en,
        detail_id=error.id,
        errors=[_field_error(problem) for problem in error.fields],
    )


def _field_error(problem: FieldProblem) -> dict[str, str]:
    about = {"field": problem.field, "rule": problem.rule, "message": problem.en, "message_id": problem.id}
    return {name: value for name, value in about.items() if value is not None}


def problem_of_http(error: HTTPException) -> Problem:
    """The problem for what Flask, werkzeug and webargs refuse by themselves."""
    status = error.code or 500
    data = getattr(error, "data", None) or {}
    en, said_id = SENTENCES.get(status, (error.description or error.name, None))
    return Problem(
        status=status,
        slug=error.name.lower().replace(" ", "-"),
        title=error.name,
        detail=en,
        detail_id=said_id,
        errors=list(_field_errors(data.get("messages", {}))),
        headers={**_own_headers(error), **(data.get("headers") or {})},
    )


def _own_headers(error: HTTPException) -> dict[str, str]:
    """Such as `Allow` of 405; the body and its type are ours."""
    return {name: value for name, value in error.get_headers() if name.lower() != "content-type"}


def unavailable(detail: str, detail_id: str) -> Problem:
    """503 for a part that does not answer now; nothing was stored."""
    return Problem(
        status=503,
        slug="unavailable",
        title="Temporarily unavailable",
        title_id="Sementara tidak tersedia",
        detail=detail,
        detail_id=detail_id,
        headers={"Retry-After": str(RETRY_SECONDS)},
    )


def _field_errors(messages: Any, path: str = "") -> list[dict[str, str]]:
    """Marshmallow's nested messages as a flat list; the first level is the location (json, query)."""
    if isinstance(messages, Mapping):
        return [
            found
            for name, inner in messages.items()
            for found in _field_errors(inner, f"{path}.{name}" if path else str(name))
        ]
    if isinstance(messages, list):
        return [found for inner in messages for found in _field_errors(inner, path)]
    return [{"field": path.removeprefix("json.").removeprefix("query."), "message": str(messages)}]
