from __future__ import annotations

import pytest

from tests.support.drawing import drawn, straight
from workflow.engine import DefinitionError, definition_of
from workflow.engine.documents import MAX_BYTES

MODEL = drawn(straight("p", "a"))


@pytest.mark.parametrize(
    "content",
    [
        b'<!DOCTYPE d [<!ENTITY e "boom">]>' + MODEL,
        b'<!DOCTYPE d SYSTEM "http://127.0.0.1:9/evil.dtd">' + MODEL,
        b'<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + MODEL.replace(b'name="A"', b'name="&e;"'),
        b"<!DOCTYPE d>" + MODEL,
    ],
)
def test_a_document_type_is_refused_whatever_is_in_it(content: bytes) -> None:
    with pytest.raises(DefinitionError):
        definition_of({"evil.bpmn": content})


@pytest.mark.parametrize("content", [b"", b"not xml", MODEL[:-5], b"\xff\xfe\x00", MODEL + MODEL])
def test_what_is_not_xml_is_refused_with_the_name_of_the_file(content: bytes) -> None:
    with pytest.raises(DefinitionError, match=r"broken\.bpmn: file: not well-formed XML"):
        definition_of({"broken.bpmn": content})


def test_a_file_beyond_all_measure_is_refused() -> None:
    with pytest.raises(DefinitionError, match="larger"):
        definition_of({"big.bpmn": MODEL + b" " * MAX_BYTES})


def test_a_file_against_the_schema_is_refused() -> None:
    with pytest.raises(DefinitionError, match="odd"):
        definition_of({"odd.bpmn": MODEL.replace(b"userTask", b"odd")})
