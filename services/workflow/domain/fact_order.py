"""Which facts cannot be: one before the fact it follows from, or one that lies in the future."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from typing import Final

from workflow.domain.errors import ImpossibleFactError, Refusal, Words
from workflow.domain.facts import FactKind as F
from workflow.domain.facts import FactTime, Precision

# What must have happened before; only what no reading of the law allows the other way round. A discussion may
# come before the number of the register, a hearing on paper before its entry: such pairs are left out.
FOLLOWS: Final[Mapping[F, tuple[F, ...]]] = {
    F.VIOLATION_KNOWN: (F.ACT_COMMITTED,),
    F.VIOLATION_FOUND: (F.ACT_COMMITTED,),
    F.REPORT_SUBMITTED: (F.VIOLATION_KNOWN,),
    F.COMPLETION_NOTICED: (F.REPORT_SUBMITTED,),
    F.REPORT_COMPLETED: (F.COMPLETION_NOTICED,),
    F.INITIAL_STUDY_COMPLETED: (F.REPORT_SUBMITTED,),
    F.PRELIMINARY_INFORMATION_DECIDED: (F.ACT_COMMITTED,),
    F.TRACING_CLOSED: (F.PRELIMINARY_INFORMATION_DECIDED,),
    F.FINDING_DECIDED: (F.VIOLATION_FOUND,),
    F.REGISTRATION_DECIDED: (F.REPORT_SUBMITTED,),
    F.REGISTERED: (F.REGISTRATION_DECIDED, F.FINDING_DECIDED),
    F.DISCUSSION_1_HELD: (F.REPORT_SUBMITTED, F.VIOLATION_FOUND),
    F.CLARIFICATION_HELD: (F.REPORT_SUBMITTED, F.VIOLATION_FOUND),
    F.STUDY_EXTENDED: (F.REPORT_SUBMITTED, F.FINDING_DECIDED),
    F.STUDY_COMPLETED: (F.REPORT_SUBMITTED, F.FINDING_DECIDED),
    F.DISCUSSION_2_HELD: (F.DISCUSSION_1_HELD, F.REGISTERED),
    F.PLENARY_DECIDED: (F.DISCUSSION_2_HELD,),
    F.STATUS_NOTICE_SENT: (F.REPORT_SUBMITTED,),
    F.CRIMINAL_LINE_CLOSED: (F.PLENARY_DECIDED,),
    F.REFERRED_ADMINISTRATIVE: (F.PLENARY_DECIDED,),
    F.REFERRED_ETHICS: (F.PLENARY_DECIDED,),
    F.REFERRED_OTHER_LAW: (F.PLENARY_DECIDED,),
    F.EVIDENCE_FOUND_ENOUGH: (F.DISCUSSION_1_HELD,),
    F.INQUIRY_FILE_SENT: (F.EVIDENCE_FOUND_ENOUGH,),
    F.FORWARDED: (F.PLENARY_DECIDED, F.REGISTERED, F.FINDING_DECIDED),
    F.POLICE_REPORT_ISSUED: (F.PLENARY_DECIDED, F.REGISTERED, F.FINDING_DECIDED),
    F.INVESTIGATION_STARTED: (F.REGISTERED, F.FINDING_DECIDED, F.REPORT_SUBMITTED),
    F.SUSPECT_NAMED: (F.INVESTIGATION_STARTED, F.POLICE_REPORT_ISSUED),
    F.DISCUSSION_3_HELD: (F.FORWARDED,),
    F.FILE_SENT: (F.FORWARDED,),
    F.FILE_RETURNED: (F.FILE_SENT,),
    F.FILE_RESUBMITTED: (F.FILE_RETURNED,),
    F.FILE_COMPLETE: (F.FILE_SENT, F.FILE_RESUBMITTED),
    F.INVESTIGATION_STOPPED: (F.INVESTIGATION_STARTED, F.FORWARDED),
    F.HANDED_OVER: (F.FILE_COMPLETE,),
    F.TRANSFERRED: (F.HANDED_OVER, F.FILE_COMPLETE),
    F.COURT_REGISTERED: (F.HANDED_OVER, F.FILE_COMPLETE),
    F.FIRST_HEARING_HELD: (F.TRANSFERRED,),
    F.VERDICT_READ: (F.FIRST_HEARING_HELD, F.COURT_REGISTERED),
    F.DISCUSSION_4_HELD: (F.VERDICT_READ,),
    F.APPEAL_WAIVED: (F.VERDICT_READ,),
    F.APPEAL_FILED: (F.VERDICT_READ,),
    F.APPEAL_FILE_SENT: (F.APPEAL_FILED,),
    F.APPEAL_VERDICT_READ: (F.APPEAL_FILED,),
    F.VERDICT_DELIVERED: (F.VERDICT_READ,),
    F.EXECUTED: (F.VERDICT_READ,),
    F.KPU_FOLLOWED_UP: (F.VERDICT_READ,),
}

PLANNED: Final = frozenset({F.RESULT_SET})
"""What has a date before it happens: the limit is counted back from it, so it must be known while there is time."""


@cache
def all_before(kind: F) -> tuple[F, ...]:
    """Every fact that must not be later than `kind`, through facts in between whose date may be unknown."""
    found: dict[F, None] = {}
    for earlier in FOLLOWS.get(kind, ()):
        found |= dict.fromkeys((earlier, *all_before(earlier)))
    return tuple(found)


def refuse_impossible(facts: Mapping[F, FactTime], *, now: datetime) -> None:
    """Refuses facts that cannot all be true at `now`, naming every one of them at once."""
    refusals = [*_in_the_future(facts, now), *_out_of_order(facts)]
    if refusals:
        raise ImpossibleFactError(*refusals)


def _in_the_future(facts: Mapping[F, FactTime], now: datetime) -> Iterator[Refusal]:
    for kind, time in facts.items():
        # A fact known by its day stands at 00:00 of it, so the same comparison lets today pass.
        if kind not in PLANNED and time.at is not None and time.at > now:
            yield _future(kind, time)


def _out_of_order(facts: Mapping[F, FactTime]) -> Iterator[Refusal]:
    for kind, time in facts.items():
        for earlier in all_before(kind):
            if earlier in facts and _precedes(time, facts[earlier]):
                yield _order(kind, time, earlier, facts[earlier])


def _precedes(time: FactTime, other: FactTime) -> bool:
    if time.at is None or other.at is None:
        return False
    if time.precision is other.precision is Precision.INSTANT:
        return time.at < other.at
    return time.at.date() < other.at.date()


def _future(kind: F, time: FactTime) -> Refusal:
    return Refusal(
        field=kind,
        rule="fact-in-the-future",
        problem=Words(
            id=f"{kind} pada {_shown(time)} belum terjadi", en=f"{kind} on {_shown(time)} lies in the future"
        ),
        next_step=Words(
            id="catat fakta setelah terjadi, atau perbaiki tanggalnya",
            en="enter a fact once it has happened, or correct its date",
        ),
    )


def _order(kind: F, time: FactTime, earlier: F, before: FactTime) -> Refusal:
    return Refusal(
        field=kind,
        rule="fact-order",
        problem=Words(
            id=f"{kind} pada {_shown(time)} mendahului {earlier} pada {_shown(before)}",
            en=f"{kind} on {_shown(time)} is before {earlier} on {_shown(before)}",
        ),
        next_step=Words(
            id=f"perbaiki tanggal {kind}, atau koreksi {earlier} lebih dahulu",
            en=f"correct the date of {kind}, or correct {earlier} first",
        ),
    )


def _shown(time: FactTime) -> str:
    if time.at is None:
        return "?"
    return (
        time.at.date().isoformat()
        if time.precision is Precision.DAY
        else time.at.isoformat(timespec="minutes")
    )
