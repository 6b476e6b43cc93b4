"""Answers whose rows PostgreSQL has written as JSON: they are passed on as they are."""

from __future__ import annotations

from flask import Response, json

from chassis.paging import Page

MEDIA_TYPE = "application/json"


def written_page(page: Page[str]) -> Response:
    """As `page_schema` of the rows would have answered."""
    rows = ",".join(page.items)
    return Response(f'{{"items":[{rows}],"next":{json.dumps(page.next)}}}\n', mimetype=MEDIA_TYPE)
