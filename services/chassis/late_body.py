"""Bodies that are checked late: for views whose other refusals (404, 403, 428, 412, 409) come before 422."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from flask_smorest import Blueprint

from chassis.parsing import SharedSchemaParser

Body = Callable[[], dict[str, Any]]
"""What a view of `LateBodyBlueprint` gets for its body: calling it checks and loads, or answers 422."""


class _LateParser(SharedSchemaParser):
    def parse(self, argmap: Any, req: Any = None, **options: Any) -> Any:
        parse = partial(super().parse, argmap, req, **options)
        return parse if options.get("location") == "json" else parse()


class LateBodyBlueprint(Blueprint):  # type: ignore[misc] # flask-smorest ships no types
    """A blueprint whose `arguments` hands JSON bodies over as `Body`; queries are checked at once."""

    ARGUMENTS_PARSER = _LateParser()
