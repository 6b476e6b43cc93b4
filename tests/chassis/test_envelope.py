"""What travels, and what is refused."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.envelope import EnvelopeError, Event, from_json, to_json, trace_or_none

TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
WELL_FORMED: dict[str, Any] = {
    "specversion": "1.0",
    "id": "018e1f2c-0000-7000-8000-000000000001",
    "source": "cases",
    "type": "case.received",
    "subject": "018e1f2c-0000-7000-8000-00000000000a",
    "time": "2024-03-08T05:00:00+00:00",
    "datacontenttype": "application/json",
    "sequence": "0000000007",
    "data": {"office": "51.01"},
}


def test_an_event_reads_as_cloudevents_json() -> None:
    event = Event(
        UUID(WELL_FORMED["id"]),
        "cases",
        "case.received",
        WELL_FORMED["subject"],
        7,
        datetime(2024, 3, 8, 5, tzinfo=UTC),
        {"office": "51.01"},
    )
    assert json.loads(to_json(event)) == WELL_FORMED


def test_the_trace_travels_with_it() -> None:
    event = from_json(json.dumps({**WELL_FORMED, "traceparent": TRACE}).encode())
    assert event.traceparent == TRACE
    assert json.loads(to_json(event))["traceparent"] == TRACE


def test_attributes_we_do_not_know_are_ignored() -> None:
    assert from_json(json.dumps({**WELL_FORMED, "dataschema": "https://example.org"}).encode()).sequence == 7


@pytest.mark.parametrize(
    ("attribute", "value"),
    [
        ("specversion", "0.3"),
        ("id", "seven"),
        ("id", None),
        ("source", "Cases Service"),
        ("type", "case"),
        ("type", "case.was.received"),
        ("subject", ""),
        ("subject", "two words"),
        ("subject", "x" * 201),
        ("sequence", 7),
        ("sequence", "7"),
        ("sequence", "0000000000"),
        ("time", "2024-03-08T05:00:00"),
        ("time", "yesterday"),
        ("datacontenttype", "text/plain"),
        ("data", []),
        ("data", None),
        ("traceparent", "00-zz"),
    ],
)
def test_a_wrong_attribute_is_named(attribute: str, value: object) -> None:
    with pytest.raises(EnvelopeError, match=f"^{attribute} must be"):
        from_json(json.dumps({**WELL_FORMED, attribute: value}).encode())


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"[]", b"null", b"{", b'{"data": NaN}', b"[" * 100_000])
def test_what_is_no_json_object_is_refused(body: bytes) -> None:
    with pytest.raises(EnvelopeError, match="the message is"):
        from_json(body)


@given(st.binary(max_size=200))
def test_no_bytes_raise_anything_but_an_envelope_error(body: bytes) -> None:
    with pytest.raises(EnvelopeError):
        from_json(body)


@pytest.mark.parametrize("value", [datetime(2024, 3, 8, tzinfo=UTC), float("nan"), {1, 2}])
def test_data_that_json_cannot_say_is_refused_by_the_sender(value: object) -> None:
    event = from_json(json.dumps(WELL_FORMED).encode())
    bad = Event(event.id, "cases", "case.received", "x", 1, event.time, {"value": value})
    with pytest.raises(EnvelopeError, match=r"data of case\.received is not plain JSON"):
        to_json(bad)


def test_a_malformed_trace_from_outside_is_dropped() -> None:
    assert trace_or_none("00-zz") is None
    assert trace_or_none(None) is None
    assert trace_or_none(TRACE) == TRACE
