from __future__ import annotations

from datetime import UTC, datetime, time

import pytest

from notify.domain.alerts import AlertKind
from notify.domain.errors import MissedLimitSilencedError, QuietHoursError
from notify.domain.preferences import ALL_CHANNELS, Channel, Preferences, QuietHours, Zone

NIGHT = QuietHours(begin=time(22), end=time(5), zone=Zone.WITA)
SIESTA = QuietHours(begin=time(12), end=time(13), zone=Zone.WIB)


def test_everybody_starts_with_all_channels() -> None:
    assert all(Preferences().wants(kind, channel) for kind in AlertKind for channel in Channel)


def test_a_missed_limit_cannot_be_silenced() -> None:
    channels = dict.fromkeys(AlertKind, ALL_CHANNELS)
    with pytest.raises(MissedLimitSilencedError):
        Preferences({**channels, AlertKind.DEADLINE_MISSED: frozenset({Channel.IN_APP})})


def test_quiet_hours_need_a_length() -> None:
    with pytest.raises(QuietHoursError):
        QuietHours(begin=time(22), end=time(22), zone=Zone.WIB)


@pytest.mark.parametrize(
    ("hours", "instant", "over_at"),
    [
        # 22:00 to 05:00 WITA is 14:00 to 21:00 UTC
        (NIGHT, datetime(2024, 3, 8, 13, 59, tzinfo=UTC), datetime(2024, 3, 8, 13, 59, tzinfo=UTC)),
        (NIGHT, datetime(2024, 3, 8, 14, 0, tzinfo=UTC), datetime(2024, 3, 8, 21, 0, tzinfo=UTC)),
        (NIGHT, datetime(2024, 3, 8, 20, 59, tzinfo=UTC), datetime(2024, 3, 8, 21, 0, tzinfo=UTC)),
        (NIGHT, datetime(2024, 3, 8, 21, 0, tzinfo=UTC), datetime(2024, 3, 8, 21, 0, tzinfo=UTC)),
        (SIESTA, datetime(2024, 3, 8, 5, 30, tzinfo=UTC), datetime(2024, 3, 8, 6, 0, tzinfo=UTC)),
        (SIESTA, datetime(2024, 3, 8, 6, 0, tzinfo=UTC), datetime(2024, 3, 8, 6, 0, tzinfo=UTC)),
    ],
)
def test_an_email_waits_for_the_end_of_quiet_hours(
    hours: QuietHours, instant: datetime, over_at: datetime
) -> None:
    preferences = Preferences(quiet_hours=hours)
    assert preferences.email_due(AlertKind.TASK_CREATED, instant) == over_at


def test_a_missed_limit_knows_no_quiet_hours() -> None:
    midnight = datetime(2024, 3, 8, 16, 0, tzinfo=UTC)
    assert Preferences(quiet_hours=NIGHT).email_due(AlertKind.DEADLINE_MISSED, midnight) == midnight
