from __future__ import annotations

from datetime import timedelta

from tests.notify.builders import NOON, a_notification


def test_acknowledging_says_when() -> None:
    known = a_notification().acknowledge(NOON)
    assert known.acknowledged_at == NOON
    assert known.version == 2


def test_acknowledging_again_changes_nothing() -> None:
    known = a_notification().acknowledge(NOON)
    assert known.acknowledge(NOON + timedelta(days=1)) == known
