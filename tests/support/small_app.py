"""A service of one resource, to try what every service gets from the chassis.

`python -m tests.support.small_app HOST:PORT [WORKERS]` serves it.
"""

from __future__ import annotations

import sys
import time
from typing import Any
from uuid import uuid4

from flask import Flask
from flask_smorest import Blueprint
from marshmallow import Schema, fields
from sqlalchemy.exc import DataError

from chassis.broker_choice import broker_from, trouble_with
from chassis.clock import FixedClock
from chassis.database import Database
from chassis.errors import DomainError, InvalidInputError
from chassis.fields import PlainText, RequestSchema
from chassis.health import health_blueprint
from chassis.http import create_api_app, precondition, principal, public, unit_of_work
from chassis.idempotency import answered_once
from chassis.identity import TokenVerifier
from chassis.idle import idle_report
from chassis.late_body import Body, LateBodyBlueprint
from chassis.preconditions import etag_of
from chassis.settings import ServiceSettingsSchema, read_settings
from chassis.unit import Unit
from chassis.web import serve
from tests.support.messaging_services import NOON
from tests.support.tokens import token_verifier

CLOSED = "postgresql://nobody@127.0.0.1:1/none"
BEGUN = "begun"
"""Nobody listens on port 1."""


class NoteRequestSchema(RequestSchema):
    """A note; some words make trouble."""

    words = PlainText(longest=100, required=True)


class NoteSchema(Schema):
    """A note as it was stored."""

    id = fields.String()
    words = fields.String()
    by = fields.String()


class TornPageError(DomainError):
    """The page is torn."""

    title_id = "Halamannya sobek"


class BurntPageError(TornPageError):
    """The page is burnt."""


notes = Blueprint("notes", __name__, url_prefix="/v1", description="Notes")
late = LateBodyBlueprint("late", __name__, url_prefix="/v1", description="Notes read late")


@notes.post("/notes")
@answered_once(Unit)
@notes.arguments(NoteRequestSchema)
@notes.response(201, NoteSchema)
def add_note(body: dict[str, str]) -> tuple[dict[str, str], int, dict[str, str]]:
    """Keep a note."""
    with unit_of_work(Unit) as unit:
        note = {"id": str(uuid4()), "words": body["words"], "by": principal().subject}
        unit.outbox.add("note.added", subject="notes", data=note, at=unit.now)
        _trouble(body["words"])
    return note, 201, {"ETag": etag_of(1), "Location": f"/v1/notes/{note['id']}", "X-Other": "1"}


def _trouble(words: str) -> None:
    if words == "refuse":
        raise InvalidInputError("No such words.", id="Kata ini tidak ada.", field="words", rule="words")
    if words == "crash":
        raise ZeroDivisionError("secret words")
    if words == "burnt":
        raise BurntPageError("Take another page.", id="Ambil halaman lain.")
    if words == "unstorable":
        raise DataError("INSERT", {}, Exception("secret words"))
    if words == "slow":
        time.sleep(0.5)


@notes.get("/notes/<int:version>")
@notes.response(200, NoteSchema)
def show_note(version: int) -> dict[str, str]:
    """A note of this version, if that is the one meant."""
    precondition().check(version)
    return {"id": str(version)}


@notes.get("/slow")
@public
def slow() -> dict[str, str]:
    """Still being answered when the server is asked to stop, which whoever reads standard error can time."""
    sys.stderr.write(f"{BEGUN}\n")
    sys.stderr.flush()
    time.sleep(1)
    return {"done": "yes"}


@late.put("/late/<int:number>")
@late.arguments(NoteRequestSchema)
@late.response(200, NoteSchema)
def change_late(body: Body, number: int) -> dict[str, Any]:
    """The body is read after the version was checked."""
    precondition().check(number)
    return body()


def small_app(
    database: Database, *, verifier: TokenVerifier | None = None, broker_url: str = CLOSED
) -> Flask:
    """Made as a service makes its own."""
    app = create_api_app(
        "notes",
        title="Notes",
        blueprints=[notes, late],
        database=database,
        verifier=verifier or token_verifier(),
        statuses={TornPageError: 410},
    )
    app.register_blueprint(
        health_blueprint(
            database,
            broker=trouble_with(broker_from(broker_url=broker_url, amqp_url=None)),
            idle=lambda: idle_report(database, sources=()).as_json(),
        )
    )
    return app


def away() -> Database:
    """A database at a closed port."""
    return Database.at(
        CLOSED.replace("postgresql", "postgresql+psycopg"), source="notes", clock=FixedClock(NOON)
    )


def main() -> None:
    settings = read_settings(
        ServiceSettingsSchema(),
        {
            "DATABASE_URL": "postgresql+psycopg://nowhere",
            "BROKER_URL": CLOSED,
            "OIDC_ISSUER": "https://issuer.test",
            "OIDC_JWKS_URL": "https://issuer.test/jwks",
            "ENVIRONMENT": "development",
            **dict(zip(("LISTEN", "WEB_WORKERS"), sys.argv[1:], strict=False)),
        },
    )
    serve(lambda: small_app(away()), settings, name="notes")


if __name__ == "__main__":
    main()
