"""Reads the rule table from its DMN file; the only module that knows XML, and it takes no DTD and no entities."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path, PurePath
from typing import Any, Final

from lxml import etree

from workflow.domain.errors import Refusal, RuleTableError, Words
from workflow.domain.facts import FactKind
from workflow.domain.rules import (
    Actor,
    Agency,
    Confirmation,
    Kind,
    OtherReading,
    Regime,
    Rule,
    RuleTable,
    SafeReading,
    Scope,
    Span,
    Unit,
)

_DMN: Final = {"dmn": "https://www.omg.org/spec/DMN/20191111/MODEL/"}
_DATE: Final = r'date\("(\d{4}-\d{2}-\d{2})"\)'
_VALIDITY: Final = re.compile(rf">=\s*{_DATE}|\[{_DATE}\.\.{_DATE}\]", re.ASCII)
_STRING: Final = re.compile(r'"((?:[^"\\]|\\["\\])*)"')
_SPAN: Final = re.compile(r"(\d+) (WD|CD|H)", re.ASCII)


def load_rules(path: Path) -> RuleTable:
    """The table in a DMN file on disk."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise _refused(path, "file", f"it cannot be read ({error.strerror})") from None
    return rules_from(content, path)


def rules_from(content: bytes, path: PurePath) -> RuleTable:
    """The table in the content of a DMN file; its version is the hash of it, so that a changed rule shows."""
    table = _decision_table(content, path)
    inputs = [
        cell.findtext("dmn:inputExpression/dmn:text", "", _DMN).strip()
        for cell in table.findall("dmn:input", _DMN)
    ]
    outputs = [column.get("name", "") for column in table.findall("dmn:output", _DMN)]
    rows = (_cells(row, inputs, outputs, path) for row in table.findall("dmn:rule", _DMN))
    rules = [_rule(cells, element, path) for element, cells in rows]
    return RuleTable(rules, version=f"time-limits-{hashlib.sha256(content).hexdigest()[:12]}")


def _decision_table(content: bytes, path: PurePath) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise _refused(path, "file", f"it is not well-formed XML ({error.msg})") from None
    if root.getroottree().docinfo.doctype:
        raise _refused(path, "DOCTYPE", "a document type is not accepted")
    tables = root.findall(".//dmn:decisionTable", _DMN)
    if len(tables) != 1 or tables[0].get("hitPolicy", "UNIQUE") != "UNIQUE":
        raise _refused(
            path, "decisionTable", "it must hold exactly one decision table with hit policy UNIQUE"
        )
    return tables[0]


def _cells(row: Any, inputs: list[str], outputs: list[str], path: PurePath) -> tuple[str, dict[str, str]]:
    entries = [*row.findall("dmn:inputEntry", _DMN), *row.findall("dmn:outputEntry", _DMN)]
    element, names = row.get("id", "rule"), [*inputs, *outputs]
    if len(entries) != len(names):
        raise _refused(path, element, f"it has {len(entries)} cells, the table has {len(names)} columns")
    texts = [entry.findtext("dmn:text", "", _DMN).strip() for entry in entries]
    return element, {name: _literal(text) for name, text in zip(names, texts, strict=True)}


def _literal(text: str) -> str:
    """The value of a FEEL string literal; a number, date test or empty cell stays as written."""
    match = _STRING.fullmatch(text)
    if match is not None:
        return re.sub(r'\\(["\\])', r"\1", match[1])
    return "" if text == "-" else text


def _rule(cells: Mapping[str, str], element: str, path: PurePath) -> Rule:
    try:
        rule = _rule_from(cells)
    except KeyError as error:
        raise _refused(path, element, f"column {error} is missing") from None
    except ValueError as error:
        raise _refused(path, element, str(error)) from None
    if (rule.span is None) != (rule.kind in (Kind.INSIDE, Kind.WINDOW)):
        raise _refused(path, element, f"kind {rule.kind} and amount {cells['amount']!r} do not fit")
    if (rule.inside_of is None) != (rule.kind is not Kind.INSIDE):
        raise _refused(path, element, f"kind {rule.kind} and inside_of {cells['inside_of']!r} do not fit")
    if rule.kind in (Kind.SAME_DAY, Kind.BEFORE) and rule.span and rule.span.unit is not Unit.CALENDAR_DAYS:
        raise _refused(path, element, f"kind {rule.kind} counts calendar days only")
    return rule


def _rule_from(cells: Mapping[str, str]) -> Rule:
    valid_from, valid_to = _validity(cells["start_on"])
    return Rule(
        regime=Regime(cells["regime"]),
        step=cells["step"],
        limit=cells["limit"],
        title=Words(id=cells["title_id"], en=cells["title_en"]),
        kind=Kind(cells["kind"]),
        span=Span(int(cells["amount"]), Unit(cells["unit"])) if cells["amount"] else None,
        starts_on=_facts(cells["starts_on"]),
        finding_start=FactKind(cells["finding_start"]) if cells["finding_start"] else None,
        stops_on=_facts(cells["stops_on"]),
        moot_by=_facts(cells["moot_by"]),
        needs=FactKind(cells["needs"]) if cells["needs"] else None,
        inside_of=cells["inside_of"] or None,
        scope=Scope(cells["scope"]),
        safe_reading=SafeReading(cells["safe_reading"]),
        other_readings=tuple(_other_reading(text) for text in _split(cells["other_readings"], "|")),
        basis=cells["basis"],
        if_missed=Words(id=cells["if_missed_id"], en=cells["if_missed_en"]),
        acts=Actor(cells["acts"]),
        agency=Agency(cells["agency"]),
        confidence=cells["confidence"],
        confirmed=_confirmation(cells["confirmed_by"], cells["confirmed_on"]),
        reminders=tuple(int(hours) for hours in _split(cells["reminders"], ",")),
        valid_from=valid_from,
        valid_to=valid_to,
        note=Words(id=cells["note_id"], en=cells["note_en"]) if cells["note_en"] else None,
    )


def _validity(text: str) -> tuple[date, date | None]:
    match = _VALIDITY.fullmatch(text)
    if match is None:
        raise ValueError(f'{text!r} is neither `>= date("...")` nor `[date("...")..date("...")]`')
    if match[1]:
        return date.fromisoformat(match[1]), None
    valid_from, valid_to = date.fromisoformat(match[2]), date.fromisoformat(match[3])
    if valid_to < valid_from:
        raise ValueError(f"the validity ends on {valid_to}, before it begins")
    return valid_from, valid_to


def _confirmation(by: str, on: str) -> Confirmation | None:
    if not by and not on:
        return None
    if not by or not on:
        raise ValueError("a confirmation names both who gave it and on which day")
    return Confirmation(by, date.fromisoformat(on))


def _other_reading(text: str) -> OtherReading:
    if text.startswith("from "):
        return OtherReading(text=text, starts_on=FactKind(text.removeprefix("from ")))
    matches = [_SPAN.fullmatch(part) for part in _split(text, "+")]
    if not matches or None in matches:
        raise ValueError(f"{text!r} is no other reading such as `7 CD`, `14 WD + 3 WD` or `from registered`")
    return OtherReading(text=text, spans=tuple(Span(int(m[1]), Unit(m[2])) for m in matches if m))


def _facts(text: str) -> tuple[FactKind, ...]:
    return tuple(FactKind(kind) for kind in _split(text, ","))


def _split(text: str, separator: str) -> list[str]:
    return [part.strip() for part in text.split(separator) if part.strip()]


def _refused(path: PurePath, element: str, reason: str) -> RuleTableError:
    return RuleTableError(
        Refusal(
            field=element,
            rule="rule-file",
            problem=Words(
                id=f"{path.name}, {element} ditolak: {reason}",
                en=f"{path.name}, {element} is refused: {reason}",
            ),
            next_step=Words(id="perbaiki berkas tabel batas waktu", en="mend the file of time limits"),
        )
    )
