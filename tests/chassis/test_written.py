"""A page of rows that were written already is the page that the schema would have written."""

from __future__ import annotations

import json

import pytest
from flask import Flask, jsonify
from marshmallow import Schema, fields

from chassis.paging import Page, page_schema
from chassis.written import written_page

ROWS = ({"id": 1, "name": 'é "x" \\'}, {"id": 2, "name": None})
RowSchema = Schema.from_dict({"id": fields.Integer(), "name": fields.String()}, name="RowSchema")


@pytest.mark.parametrize("rows", [(), ROWS[:1], ROWS])
@pytest.mark.parametrize("next_", [None, "YWJj"])
def test_it_reads_as_the_schema_writes_it(rows: tuple[dict[str, object], ...], next_: str | None) -> None:
    with Flask("pages").test_request_context():
        written = written_page(Page(list(map(json.dumps, rows)), next_))
        wanted = jsonify(page_schema(RowSchema)().dump(Page(rows, next_)))
        assert written.get_json() == wanted.get_json()
        assert (written.status_code, written.mimetype) == (200, wanted.mimetype)
