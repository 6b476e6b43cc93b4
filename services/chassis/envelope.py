"""The envelope round every message: one CloudEvents 1.0 event in structured JSON.

Two extensions: `sequence` orders the events of one source about one subject (text of ten digits, as the
CloudEvents extension of that name asks), `traceparent` is that of W3C Trace Context.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NoReturn
from uuid import UUID

CONTENT_TYPE = "application/cloudevents+json"
TYPE = re.compile(r"[a-z][a-z_]*\.[a-z][a-z_]*")
SOURCE = re.compile(r"[a-z][a-z-]*")
SUBJECT = re.compile(r"[^\x00-\x20\x7f]{1,200}")
SEQUENCE = re.compile(r"[0-9]{10}")
TRACEPARENT = re.compile(r"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
LAST_SEQUENCE = 9_999_999_999


class EnvelopeError(ValueError):
    """This is no event of ours; the message says which attribute is wrong and how."""


@dataclass(frozen=True)
class Event:
    """Something that happened, as told to the other services; refuses to exist in a wrong shape."""

    id: UUID
    source: str
    type: str
    subject: str
    sequence: int
    time: datetime
    data: Mapping[str, Any]
    traceparent: str | None = None

    def __post_init__(self) -> None:
        _match("source", self.source, SOURCE, "a service's name")
        _match("type", self.type, TYPE, "two words such as `case.received`")
        _match("subject", self.subject, SUBJECT, "1 to 200 characters without spaces")
        if not 1 <= self.sequence <= LAST_SEQUENCE:
            _refuse("sequence", self.sequence, "a number from 1 on")
        if self.time.tzinfo is None:
            _refuse("time", self.time, "a time with its offset")
        if self.traceparent is not None:
            _match("traceparent", self.traceparent, TRACEPARENT, "a W3C trace parent")


def to_json(event: Event) -> bytes:
    """The bytes that travel; EnvelopeError when `data` holds what JSON cannot say."""
    attributes: dict[str, Any] = {
        "specversion": "1.0",
        "id": str(event.id),
        "source": event.source,
        "type": event.type,
        "subject": event.subject,
        "time": event.time.astimezone(UTC).isoformat(),
        "datacontenttype": "application/json",
        "sequence": f"{event.sequence:010d}",
    }
    if event.traceparent is not None:
        attributes["traceparent"] = event.traceparent
    try:
        return json.dumps(
            attributes | {"data": event.data}, allow_nan=False, ensure_ascii=False, separators=(",", ":")
        ).encode()
    except (TypeError, ValueError) as error:
        raise EnvelopeError(f"data of {event.type} is not plain JSON: {error}") from error


def from_json(body: bytes) -> Event:
    """Parse strictly what we rely on and ignore attributes we do not know; raises EnvelopeError."""
    try:
        given = json.loads(body, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise EnvelopeError(f"the message is not JSON: {error}") from error
    if not isinstance(given, dict):
        raise EnvelopeError("the message is JSON, but not an object")
    if given.get("specversion") != "1.0":
        _refuse("specversion", given.get("specversion"), "`1.0`")
    if given.get("datacontenttype", "application/json") != "application/json":
        _refuse("datacontenttype", given["datacontenttype"], "`application/json`")
    data = given.get("data")
    if not isinstance(data, dict):
        _refuse("data", data, "an object")
    return Event(
        id=_id(given),
        source=_text(given, "source"),
        type=_text(given, "type"),
        subject=_text(given, "subject"),
        sequence=_sequence(given),
        time=_time(given),
        data=data,
        traceparent=_text(given, "traceparent") if "traceparent" in given else None,
    )


def trace_or_none(traceparent: str | None) -> str | None:
    """W3C Trace Context: whoever meets a malformed `traceparent` goes on without one."""
    return traceparent if traceparent and TRACEPARENT.fullmatch(traceparent) else None


def _id(given: dict[str, Any]) -> UUID:
    text = _text(given, "id")
    try:
        return UUID(text)
    except ValueError:
        _refuse("id", text, "a UUID")


def _sequence(given: dict[str, Any]) -> int:
    text = _text(given, "sequence")
    _match("sequence", text, SEQUENCE, "ten digits")
    return int(text)


def _time(given: dict[str, Any]) -> datetime:
    text = _text(given, "time")
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        _refuse("time", text, "a time as in RFC 3339")


def _text(given: dict[str, Any], attribute: str) -> str:
    value = given.get(attribute)
    if not isinstance(value, str):
        _refuse(attribute, value, "text")
    return value


def _match(attribute: str, value: str, pattern: re.Pattern[str], wanted: str) -> None:
    if not pattern.fullmatch(value):
        _refuse(attribute, value, wanted)


def _refuse(attribute: str, value: object, wanted: str) -> NoReturn:
    raise EnvelopeError(f"{attribute} must be {wanted}, not {value!r:.80}")


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
