"""One instance of a schema reads every request."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from flask import Flask
from flask_smorest import Api
from marshmallow import fields

from chassis.fields import RequestSchema
from chassis.parsing import QueryBlueprint, SharedSchemaParser, shared


class Asked(RequestSchema):
    number = fields.Integer(load_default=0)


def test_a_schema_is_made_once() -> None:
    assert shared(Asked) is shared(Asked)
    own = Asked()
    assert SharedSchemaParser()._get_schema(own, None) is own


def test_requests_at_once_do_not_mix() -> None:
    app, numbers = Flask("numbers"), QueryBlueprint("numbers", __name__)
    app.config |= {"API_TITLE": "x", "API_VERSION": "1", "OPENAPI_VERSION": "3.1.0"}

    def show(asked: dict[str, int]) -> dict[str, int]:
        return asked

    answered = numbers.response(200, Asked)(show)
    numbers.get("/")(numbers.arguments(Asked, location="query")(answered))
    Api(app).register_blueprint(numbers)

    def ask(number: int) -> int:
        found: int = app.test_client().get(f"/?number={number}").get_json()["number"]
        return found

    with ThreadPoolExecutor(8) as crowd:
        assert list(crowd.map(ask, range(200))) == list(range(200))
