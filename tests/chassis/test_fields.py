from __future__ import annotations

import pytest
from marshmallow import ValidationError, fields

from chassis.fields import PlainText, RequestSchema


class NoteSchema(RequestSchema):
    text = PlainText(longest=5, required=True)
    count = fields.Integer()
    words = fields.List(fields.Integer())


def messages(body: object) -> dict[str, object]:
    with pytest.raises(ValidationError) as refused:
        NoteSchema().load(body)
    return refused.value.messages_dict


def test_outer_blanks_are_dropped_and_lines_are_kept() -> None:
    assert NoteSchema().load({"text": " a\nb\t"}) == {"text": "a\nb"}


@pytest.mark.parametrize("text", ["", "   ", "abcdef", "a\x00", "a\x1b", "\ud800", "a\x7f", 5, None, ["a"]])
def test_what_cannot_be_kept_is_refused(text: object) -> None:
    assert set(messages({"text": text})) == {"text"}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"text": "a", "txet": "b"}, "txet"),
        ({}, "text"),
        ({"text": None}, "text"),
        ({"text": "a", "count": "x"}, "count"),
        ({"text": "a", "words": ["x"]}, "words"),
        ([], "_schema"),
    ],
)
def test_every_refusal_is_said_in_both_languages(body: object, field: str) -> None:
    said = str(messages(body)[field])
    english, _, indonesian = said.partition(" / ")
    assert english
    assert indonesian
