from __future__ import annotations

import inspect

import pytest

from cases.api.problems import STATUS
from cases.domain import errors
from chassis.errors import DomainError

OURS = [
    kind
    for _, kind in inspect.getmembers(errors, inspect.isclass)
    if issubclass(kind, DomainError) and kind.__module__ == errors.__name__
]


@pytest.mark.parametrize("kind", OURS)
def test_every_broken_rule_has_a_status_and_a_title_in_both_languages(kind: type[DomainError]) -> None:
    assert kind in STATUS
    assert kind.title_en()
    assert kind.title_id != DomainError.title_id
