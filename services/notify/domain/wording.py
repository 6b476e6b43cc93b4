"""The words of an alert in Indonesian and English, from the text files beside this module.

A text file is a title, a blank line and a body. A line that names a value which is not known is left out,
so that nothing is invented. The values are ids, names of steps and instants: never anything of a party.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from string import Template
from typing import Any

from notify.domain.alerts import Alert
from notify.domain.messages import Words
from notify.domain.recipients import Language

TEXTS = files("notify.domain") / "texts"
ZONES = {timedelta(hours=7): "WIB", timedelta(hours=8): "WITA", timedelta(hours=9): "WIT"}


@dataclass(frozen=True)
class TextTemplate:
    """One kind of alert in one language."""

    title: Template
    lines: tuple[Template, ...]

    def fill(self, values: Mapping[str, str]) -> Words:
        """Raises KeyError for a value that no text may name."""
        kept = [line.substitute(values) for line in self.lines if _all_known(line, values)]
        return Words(subject=self.title.substitute(values), body="\n".join(kept) + "\n")


def words_of(alert: Alert, language: Language, *, case_number: str | None) -> Words:
    """What a reader of this language is told; without a number the case goes by its id."""
    return _template(language, alert.kind).fill(_values(alert, language, case_number))


def instant_text(instant: datetime, language: Language) -> str:
    """As people write it, in the zone it was computed for, which is always named."""
    names = _names(language)
    return Template(names["instant"]).substitute(
        day=names["days"][instant.weekday()],
        date=instant.day,
        month=names["months"][instant.month - 1],
        year=instant.year,
        hour=f"{instant:%H}",
        minute=f"{instant:%M}",
        second=f"{instant:%S}",
        zone=_zone(instant),
    )


def _values(alert: Alert, language: Language, case_number: str | None) -> dict[str, str]:
    names = _names(language)
    limit = alert.limit
    values = {
        "case": case_number or str(alert.case_id),
        "task": names["tasks"].get(alert.task, alert.task or ""),
        "agency": names["agencies"][alert.agency],
        "office": alert.office,
        "rule": (limit and limit.rule) or "",
        "limit": names["limits"].get(limit.name, limit.name) if limit else "",
        "safe_limit": instant_text(limit.safe_limit, language) if limit and limit.safe_limit else "",
        "legal_limit": instant_text(limit.legal_limit, language) if limit and limit.legal_limit else "",
        "unconfirmed": names["marks"]["unconfirmed"] if limit and limit.unconfirmed else "",
        "provisional": names["marks"]["provisional"] if limit and limit.provisional else "",
    }
    return {name: _one_line(value) for name, value in values.items()}


def _one_line(value: str) -> str:
    """A name from an event must not be able to start a new line, least of all in a mail header."""
    return " ".join("".join(c if c.isprintable() else " " for c in value).split())


def _zone(instant: datetime) -> str:
    return ZONES.get(instant.utcoffset() or timedelta(), f"UTC{instant:%z}")


def _all_known(line: Template, values: Mapping[str, str]) -> bool:
    return all(values[name] for name in line.get_identifiers())


@cache
def _template(language: Language, name: str) -> TextTemplate:
    title, _, body = (TEXTS / language / f"{name}.txt").read_text(encoding="utf-8").partition("\n\n")
    return TextTemplate(Template(title), tuple(Template(line) for line in body.splitlines()))


@cache
def _names(language: Language) -> dict[str, Any]:
    names: dict[str, Any] = json.loads((TEXTS / language / "names.json").read_text(encoding="utf-8"))
    return names
