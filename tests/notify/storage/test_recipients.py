from __future__ import annotations

from datetime import time, timedelta

from notify.domain.alerts import AlertKind
from notify.domain.preferences import ALL_CHANNELS, Channel, Preferences, QuietHours, Zone
from notify.domain.recipients import Language
from notify.storage.unit import NotifyUnit
from tests.notify.builders import NOON, a_recipient

CHANGED = Preferences(
    channels={
        AlertKind.TASK_CREATED: frozenset(),
        AlertKind.DEADLINE_APPROACHING: frozenset({Channel.IN_APP}),
        AlertKind.DEADLINE_MISSED: ALL_CHANNELS,
    },
    language=Language.ENGLISH,
    quiet_hours=QuietHours(time(22, 30), time(5), Zone.WIT),
    version=1,
)


def test_a_newer_appointment_replaces_the_older(unit: NotifyUnit) -> None:
    unit.recipients.put(a_recipient(), appointed_at=NOON)
    moved = a_recipient(office="51.01")
    assert unit.recipients.put(moved, appointed_at=NOON + timedelta(days=1))
    assert unit.recipients.find(moved.id) == moved
    assert unit.recipients.of_offices(["32.15"]) == []


def test_an_older_appointment_that_comes_late_changes_nothing(unit: NotifyUnit) -> None:
    unit.recipients.put(a_recipient(), appointed_at=NOON)
    assert not unit.recipients.put(a_recipient(office="51.01"), appointed_at=NOON - timedelta(days=1))
    assert unit.recipients.find("bawaslu-karawang") == a_recipient()


def test_preferences_come_back_as_they_were_put(unit: NotifyUnit) -> None:
    assert unit.preferences.put("somebody", CHANGED)
    assert unit.preferences.get("somebody") == CHANGED


def test_the_same_version_is_stored_once(unit: NotifyUnit) -> None:
    unit.preferences.put("somebody", CHANGED)
    assert not unit.preferences.put("somebody", CHANGED)


def test_whoever_set_nothing_has_the_defaults(unit: NotifyUnit) -> None:
    assert unit.preferences.get("nobody") == Preferences()
