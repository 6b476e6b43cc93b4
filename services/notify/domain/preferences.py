"""What a recipient prefers: channels for each kind of alert, a language, and hours without e-mail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta, timezone
from enum import StrEnum

from notify.domain.alerts import AlertKind
from notify.domain.errors import MissedLimitSilencedError, QuietHoursError
from notify.domain.recipients import Language


class Channel(StrEnum):
    """The ways an alert reaches somebody."""

    IN_APP = "in_app"
    EMAIL = "email"


class Zone(StrEnum):
    """The three zones of Indonesia; none has summer time."""

    WIB = "WIB"
    WITA = "WITA"
    WIT = "WIT"

    @property
    def timezone(self) -> timezone:
        return timezone(timedelta(hours={Zone.WIB: 7, Zone.WITA: 8, Zone.WIT: 9}[self]))


ALL_CHANNELS = frozenset(Channel)


@dataclass(frozen=True)
class QuietHours:
    """A daily span without e-mail, which may run through midnight."""

    begin: time
    end: time
    zone: Zone

    def __post_init__(self) -> None:
        if self.begin == self.end:
            raise QuietHoursError(
                "Quiet hours must end at another time than they begin. Set quiet_hours to null to have none.",
                id="Jam tenang harus berakhir pada waktu yang berbeda. Isi quiet_hours dengan null bila tidak perlu.",
                field="quiet_hours",
            )

    def over_at(self, instant: datetime) -> datetime:
        """`instant` itself outside the quiet span, else the end of the span."""
        local = instant.astimezone(self.zone.timezone)
        end = datetime.combine(local.date(), self.end, self.zone.timezone)
        if self.begin < self.end:
            quiet = self.begin <= local.time() < self.end
        else:
            quiet = local.time() >= self.begin or local.time() < self.end
        if not quiet:
            return instant
        return (end if local < end else end + timedelta(days=1)).astimezone(UTC)


@dataclass(frozen=True)
class Preferences:
    """Version 0 is what everybody starts with; the language None is the one in the roster."""

    channels: Mapping[AlertKind, frozenset[Channel]] = field(
        default_factory=lambda: dict.fromkeys(AlertKind, ALL_CHANNELS)
    )
    language: Language | None = None
    quiet_hours: QuietHours | None = None
    version: int = 0

    def __post_init__(self) -> None:
        if self.channels[AlertKind.DEADLINE_MISSED] != ALL_CHANNELS:
            raise MissedLimitSilencedError(
                "A missed limit is told in the application and by e-mail; keep both channels for deadline_missed.",
                id="Batas yang terlewat selalu diberitahukan di aplikasi dan lewat surel; pertahankan keduanya untuk deadline_missed.",
                field="channels.deadline_missed",
            )

    def wants(self, kind: AlertKind, channel: Channel) -> bool:
        """A kind that came after somebody's choice is told as at first: over every channel."""
        return channel in self.channels.get(kind, ALL_CHANNELS)

    def email_due(self, kind: AlertKind, instant: datetime) -> datetime:
        """When an e-mail of this kind may leave; a missed limit knows no quiet hours."""
        if self.quiet_hours is None or kind is AlertKind.DEADLINE_MISSED:
            return instant
        return self.quiet_hours.over_at(instant)
