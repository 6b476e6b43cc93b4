"""Reading model files safely: no entity, no document type, no network, however the file was made."""

from __future__ import annotations

import io
from typing import Any

from lxml import etree

from workflow.engine.errors import DefinitionError, ModelProblem

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
MAX_BYTES = 5_000_000


def document(name: str, content: bytes) -> Any:
    """The lxml tree of one model file; DefinitionError when it is not plain XML."""
    if len(content) > MAX_BYTES:
        raise refused(name, f"the file is larger than {MAX_BYTES} bytes")
    # A parser keeps the errors of its last file, so each file gets its own.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        tree = etree.parse(io.BytesIO(content), parser)
    except etree.XMLSyntaxError as error:
        raise refused(name, f"not well-formed XML: {error}") from error
    if tree.docinfo.doctype or tree.docinfo.internalDTD is not None:
        raise refused(name, "a DOCTYPE is not allowed in a model")
    return tree


def refused(name: str, message: str) -> DefinitionError:
    """The error for a whole file."""
    return DefinitionError([ModelProblem(name, "file", message)])
