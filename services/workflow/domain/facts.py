"""Clock facts: what happened, when it happened, how precisely that is known, and which document proves it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Final

from workflow.domain.errors import Refusal, UnreadableTimeError, Words
from workflow.domain.zones import Zone


class FactKind(StrEnum):
    """Every event that may start or stop a clock."""

    ACT_COMMITTED = "act_committed"
    VIOLATION_KNOWN = "violation_known"
    VIOLATION_FOUND = "violation_found"
    REPORT_SUBMITTED = "report_submitted"
    COMPLETION_NOTICED = "completion_noticed"
    REPORT_COMPLETED = "report_completed"
    INITIAL_STUDY_COMPLETED = "initial_study_completed"
    PRELIMINARY_INFORMATION_DECIDED = "preliminary_information_decided"
    TRACING_CLOSED = "tracing_closed"
    FINDING_DECIDED = "finding_decided"
    REGISTRATION_DECIDED = "registration_decided"
    REGISTERED = "registered"
    DISCUSSION_1_HELD = "discussion_1_held"
    CLARIFICATION_HELD = "clarification_held"
    STUDY_EXTENDED = "study_extended"
    STUDY_COMPLETED = "study_completed"
    DISCUSSION_2_HELD = "discussion_2_held"
    PLENARY_DECIDED = "plenary_decided"
    STATUS_NOTICE_SENT = "status_notice_sent"
    CRIMINAL_LINE_CLOSED = "criminal_line_closed"
    REFERRED_ADMINISTRATIVE = "referred_administrative"
    REFERRED_ETHICS = "referred_ethics"
    REFERRED_OTHER_LAW = "referred_other_law"
    EVIDENCE_FOUND_ENOUGH = "evidence_found_enough"
    INQUIRY_FILE_SENT = "inquiry_file_sent"
    FORWARDED = "forwarded"
    POLICE_REPORT_ISSUED = "police_report_issued"
    INVESTIGATION_STARTED = "investigation_started"
    SUSPECT_NAMED = "suspect_named"
    DISCUSSION_3_HELD = "discussion_3_held"
    FILE_SENT = "file_sent"
    FILE_RETURNED = "file_returned"
    FILE_RESUBMITTED = "file_resubmitted"
    FILE_COMPLETE = "file_complete"
    HANDED_OVER = "handed_over"
    TRANSFERRED = "transferred"
    COURT_REGISTERED = "court_registered"
    FIRST_HEARING_HELD = "first_hearing_held"
    VERDICT_READ = "verdict_read"
    DISCUSSION_4_HELD = "discussion_4_held"
    APPEAL_WAIVED = "appeal_waived"
    APPEAL_FILED = "appeal_filed"
    APPEAL_FILE_SENT = "appeal_file_sent"
    APPEAL_VERDICT_READ = "appeal_verdict_read"
    VERDICT_DELIVERED = "verdict_delivered"
    EXECUTED = "executed"
    RESULT_SET = "result_set"
    INVESTIGATION_STOPPED = "investigation_stopped"
    KPU_FOLLOWED_UP = "kpu_followed_up"


class Precision(StrEnum):
    """How well the time of a fact is known."""

    DAY = "day"
    INSTANT = "instant"
    UNKNOWN = "unknown"


# Only the extended ISO 8601 forms people write; Python also takes week dates and undashed digits.
_TIME: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"(?P<clock>[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?)?"
    r"(?P<offset>Z|[+-][0-9]{2}:[0-9]{2})?"
)


@dataclass(frozen=True, slots=True)
class FactTime:
    """When a fact happened, in the local time of the office that handles the case.

    A fact of which only the date is known stands at 00:00:00 of that day.
    """

    at: datetime | None
    precision: Precision

    @classmethod
    def unknown(cls) -> FactTime:
        return cls(at=None, precision=Precision.UNKNOWN)

    @classmethod
    def on(cls, day: date, zone: Zone) -> FactTime:
        """A fact known by its date only."""
        return cls(at=datetime.combine(day, time.min, tzinfo=zone.tz), precision=Precision.DAY)

    @classmethod
    def instant(cls, at: datetime, zone: Zone) -> FactTime:
        """A fact known to the minute; `at` is aware and is shown in the office's zone."""
        return cls(at=at.astimezone(zone.tz), precision=Precision.INSTANT)

    @classmethod
    def parse(
        cls, text: str | None, *, office: Zone, said_in: Zone | None = None, field: str = "at"
    ) -> FactTime:
        """Reads `2024-03-08`, or a time with or without offset; without one it is local to `said_in`."""
        if text is None:
            return cls.unknown()
        match = _TIME.fullmatch(text)
        if match is None or (match["offset"] and not match["clock"]):
            raise UnreadableTimeError(_unreadable(field, text))
        try:
            if match["clock"] is None:
                return cls.on(date.fromisoformat(text), office)
            said = datetime.fromisoformat(text)
            return cls.instant(said if said.tzinfo else said.replace(tzinfo=(said_in or office).tz), office)
        except (ValueError, OverflowError):
            raise UnreadableTimeError(_unreadable(field, text)) from None

    @property
    def day(self) -> date | None:
        """The local day of the fact, None where it is unknown."""
        return None if self.at is None else self.at.date()


@dataclass(frozen=True, slots=True)
class Fact:
    """One clock fact; which entry of it is valid is decided by whoever stores facts."""

    kind: FactKind
    time: FactTime
    document: str | None = None


def fact_from_value(kind: FactKind, value: Mapping[str, object], *, office: Zone) -> Fact:
    """A fact from the value that forms, events and the API carry: `at`, `document` and perhaps `zone`."""
    at, document, zone = value.get("at"), value.get("document"), value.get("zone")
    if at is not None and not isinstance(at, str):
        raise UnreadableTimeError(_unreadable(kind, at))
    if document is not None and not isinstance(document, str):
        raise UnreadableTimeError(_not_a_document(kind))
    if zone is not None and zone not in Zone.__members__:
        raise UnreadableTimeError(_not_a_zone(kind, zone))
    said_in = Zone(zone) if isinstance(zone, str) else None
    return Fact(kind, FactTime.parse(at, office=office, said_in=said_in, field=kind), document)


def _unreadable(field: str, given: object) -> Refusal:
    return Refusal(
        field=field,
        rule="fact-time",
        problem=Words(
            id=f"{given!r} bukan tanggal atau waktu", en=f"{given!r} is not a date or time that exists"
        ),
        next_step=Words(
            id="tulis 2024-03-08, 2024-03-08T14:30 (waktu kantor) atau 2024-03-08T14:30:00+07:00",
            en="write 2024-03-08, 2024-03-08T14:30 (the office's time) or 2024-03-08T14:30:00+07:00",
        ),
    )


def _not_a_document(field: str) -> Refusal:
    return Refusal(
        field=field,
        rule="fact-document",
        problem=Words(
            id="dokumen bukti fakta harus berupa teks", en="the document that proves a fact must be text"
        ),
        next_step=Words(
            id="tulis nomor surat atau berita acara, atau null",
            en="write the number of the letter or minutes, or null",
        ),
    )


def _not_a_zone(field: str, given: object) -> Refusal:
    return Refusal(
        field=field,
        rule="fact-zone",
        problem=Words(
            id=f"{given!r} bukan zona waktu Indonesia", en=f"{given!r} is not a time zone of Indonesia"
        ),
        next_step=Words(
            id="tulis WIB, WITA atau WIT, atau kosongkan", en="write WIB, WITA or WIT, or leave it out"
        ),
    )
