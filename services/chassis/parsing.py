"""How requests are read: with one instance of each schema, made once and shared by all threads."""

from __future__ import annotations

from functools import cache
from typing import Any

from flask import Request
from flask_smorest import Blueprint
from marshmallow import Schema
from webargs.flaskparser import FlaskParser


class SharedSchemaParser(FlaskParser):
    """Makes no schema anew for a request, which copies every field of it and costs more than reading a query."""

    def _get_schema(self, argmap: Any, req: Any) -> Schema:
        if isinstance(argmap, type) and issubclass(argmap, Schema):
            return shared(argmap)
        return super()._get_schema(argmap, req)

    def load_querystring(self, req: Request, schema: Schema) -> dict[str, str]:
        """One value a name, for whoever says one twice is refused before; webargs' view of several takes long to read."""
        del schema
        return req.args.to_dict()


class QueryBlueprint(Blueprint):  # type: ignore[misc] # flask-smorest ships no types
    """A blueprint whose `arguments` are read so."""

    ARGUMENTS_PARSER = SharedSchemaParser()


@cache
def shared(schema: type[Schema]) -> Schema:
    """The one instance of a schema; loading and dumping leave it as it is."""
    return schema()
