"""Tasks as the JSON that is shown of them, written by PostgreSQL: Python neither reads nor writes what a page holds.

A test holds it against the schema of the API.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, Text, literal_column

from workflow.domain.provinces import PROVINCES
from workflow.domain.task import Priority
from workflow.domain.zones import Zone

Shown = tuple[tuple[str, str], ...]
"""Names as they are shown, each with the attribute of the task that stands under it."""
PROVINCE = "left(coalesce(tasks.clock_office, tasks.office), 2)"
ELSEWHERE = (Zone.WITA, Zone.WIT)
"""All provinces but theirs, and the national office, keep Jakarta's time."""


def json_of(shown: Shown) -> ColumnElement[str]:
    """A row of `tasks` as the text of one JSON object, its names in this order."""
    columns = ", ".join(f'{WRITTEN.get(name, _as_it_is)(name)} AS "{shown_as}"' for shown_as, name in shown)
    row = f"(SELECT row_to_json(shown) FROM (SELECT {columns}) AS shown)"  # noqa: S608 - names of our own
    return literal_column(f"{row}::text", Text)


def _as_it_is(name: str) -> str:
    return f"tasks.{name}"


def _in_office_time(name: str) -> str:
    """As `storage.office_time` reads it."""
    elsewhere = " ".join(
        f"WHEN {PROVINCE} = ANY ('{{{_provinces_in(zone)}}}') THEN {_local(name, zone)}" for zone in ELSEWHERE
    )
    return f"CASE {elsewhere} ELSE {_local(name, Zone.WIB)} END"


def _local(name: str, zone: Zone) -> str:
    offset = datetime.min.replace(tzinfo=zone.tz).isoformat()[-len("+07:00") :]
    return f"(to_json(timezone(INTERVAL '{offset}', tasks.{name})) #>> '{{}}') || '{offset}'"


def _provinces_in(zone: Zone) -> str:
    return ",".join(code for code, _, where in PROVINCES if where == zone)


def _by_name(name: str) -> str:
    ranks = " ".join(f"WHEN {rank.value} THEN '{rank.name.lower()}'" for rank in Priority)
    return f"CASE tasks.{name} {ranks} END"


WRITTEN: Mapping[str, Callable[[str], str]] = {
    "due_at": _in_office_time,
    "legal_limit": _in_office_time,
    "priority": _by_name,
}
"""What PostgreSQL would not write as the API does, left to itself."""
