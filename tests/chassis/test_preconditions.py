"""`If-Match` as actions see it."""

from __future__ import annotations

import pytest
from flask import Flask

from chassis.errors import PreconditionMissingError, VersionMismatchError
from chassis.http import precondition
from chassis.preconditions import Precondition, etag_of


def sent(header: str | None) -> Precondition:
    headers = {} if header is None else {"If-Match": header}
    with Flask(__name__).test_request_context(headers=headers):
        return precondition()


@pytest.mark.parametrize("header", ['"3"', 'W/"3"', '"1", "3"', '"1","3"', '  "3"  '])
def test_the_present_version_passes_however_it_is_written(header: str) -> None:
    sent(header).check(3)


@pytest.mark.parametrize("header", [None, "", "   ", "*", " * "])
def test_no_version_and_any_version_are_no_answer(header: str | None) -> None:
    with pytest.raises(PreconditionMissingError) as refused:
        sent(header).check(3)
    assert refused.value.fields[0].field == "If-Match"


@pytest.mark.parametrize("header", ['"4"', "3", '"3', '"03"', '"3 "', '"1", *', ",", '"33"', 'w/"3"'])
def test_anything_else_is_another_version(header: str) -> None:
    with pytest.raises(VersionMismatchError) as refused:
        sent(header).check(3)
    assert '"3"' in refused.value.en
    assert '"3"' in refused.value.id


def test_a_tag_is_quoted() -> None:
    assert etag_of(7) == '"7"'
