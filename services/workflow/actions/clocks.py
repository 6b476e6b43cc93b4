"""Recompute a case's deadlines from its facts, tell what changed, and say when the next alert is due."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid5

from workflow.domain.clocks import CaseFacts, Clock, Origin, TrackFacts, touched_clocks
from workflow.domain.deadline import State
from workflow.domain.instance import Instance, InstanceState
from workflow.domain.law import Law
from workflow.domain.rules import Regime
from workflow.domain.tracks import TrackState
from workflow.storage.casework import Casework
from workflow.storage.deadlines import Deadline

LAST_SECOND = timedelta(seconds=1)
"""A limit of 23:59:59 holds to the end of that second."""
STOPPED = (State.IN_TIME, State.LATE)
FACTS_OF_A_CLOCK = ("start", "start_fact", "start_basis", "counted_from", "actual", "actual_fact", "moot_by")


@dataclass(frozen=True)
class DeadlineChange:
    """A deadline as it is now, and the event that says what happened to it."""

    event: str
    deadline: Deadline

    def as_data(self) -> dict[str, Any]:
        """The event's data: ids, codes and dates."""
        now = self.deadline
        return {
            "case_id": str(now.case_id),
            "track": None if now.track is None else str(now.track),
            "deadline_id": str(now.id),
            "rule": now.rule,
            "limit": now.limit_name,
            "agency": now.agency,
            "office": now.office,
            "state": now.state,
            "disputed": now.disputed,
            "unconfirmed": now.unconfirmed,
            "provisional": now.provisional,
            "legal_limit": _iso(now.legal_limit),
            "safe_limit": _iso(now.safe_limit),
            "actual": _iso(now.actual),
        }


class PassedLimits:
    """The engine's deadline port: asks the deadlines, keeps no date."""

    def __init__(self, deadlines: Iterable[Deadline], *, now: datetime) -> None:
        known = list(deadlines)
        self._passed = {_whose(found) for found in known if has_passed(found, now=now)}
        self._late = {_whose(found) for found in known if found.state == State.LATE}

    def passed(self, limit: str, track: str | None = None) -> bool:
        """Whether the clock of this limit still runs, in the case or the track, and its legal limit lies behind."""
        return (limit, track) in self._passed

    def needs_reason(self, limit: str, track: str | None = None) -> bool:
        """Whether the limit was passed, by the clock or by the fact that stopped it."""
        return (limit, track) in self._passed | self._late


def _whose(deadline: Deadline) -> tuple[str, str | None]:
    return deadline.limit_name, None if deadline.track is None else str(deadline.track)


def has_passed(deadline: Deadline, *, now: datetime) -> bool:
    """Whether the legal limit lies behind while the clock still runs."""
    return (
        deadline.state == State.OPEN
        and deadline.legal_limit is not None
        and deadline.legal_limit + LAST_SECOND <= now
    )


def recompute(work: Casework, law: Law, *, now: datetime) -> list[DeadlineChange]:
    """Bring the deadlines of a case up to its facts; a computation that still holds stays the object it was."""
    changes = []
    for clock in _clocks(work, law):
        whose = (clock.rule.step, clock.track)
        before = work.deadlines.get(whose)
        fresh = _deadline(clock, work.instance, before, now=now)
        if fresh is not None:
            work.deadlines[whose] = fresh
            changes += [DeadlineChange(event, fresh) for event in _events(before, fresh)]
    return changes


def next_alert(deadline: Deadline, reminders: tuple[int, ...], *, after: datetime | None) -> datetime | None:
    """The first instant later than `after` at which somebody must hear of it; None once the limit was missed."""
    if deadline.state != State.OPEN or deadline.safe_limit is None or deadline.missed_at is not None:
        return None
    rungs = sorted(deadline.safe_limit - timedelta(hours=hours) for hours in reminders)
    coming = [rung for rung in rungs if after is None or rung > after]
    if coming:
        return coming[0]
    return None if deadline.legal_limit is None else deadline.legal_limit + LAST_SECOND


def _clocks(work: Casework, law: Law) -> Sequence[Clock]:
    instance, known = work.instance, work.facts
    case = CaseFacts(
        regime=Regime(instance.regime),
        origin=Origin(instance.origin),
        facts=known.of_case,
        ended=instance.state is InstanceState.ENDED,
        tracks={
            track.id: TrackFacts(known.of_tracks.get(track.id, {}), ended=track.state is TrackState.ENDED)
            for track in work.tracks.values()
        },
    )
    return touched_clocks(case, rules=law.rules, calendar=law.calendar)


def _deadline(clock: Clock, instance: Instance, before: Deadline | None, *, now: datetime) -> Deadline | None:
    """None when nothing changed since the computation before, or nothing but the law after the clock had stopped."""
    explanation = {
        "clock": clock.as_json(),
        "explanation": clock.explanation.as_json() if clock.explanation else None,
        "title": clock.rule.title.as_json(),
        "unconfirmed": clock.rule.unconfirmed,
    }
    if before is not None and _stands(before, explanation, instance):
        return None
    name = clock.rule.step if clock.track is None else f"{clock.rule.step}/{clock.track}"
    fresh = Deadline(
        id=uuid5(instance.case_id, name),
        case_id=instance.case_id,
        rule=clock.rule.step,
        limit_name=clock.rule.limit,
        agency=clock.rule.agency,
        office=instance.office,
        start_fact=clock.start.fact if clock.start else None,
        start_at=clock.start.time.at if clock.start else None,
        start_basis=clock.counted_from.basis if clock.counted_from else None,
        legal_limit=clock.legal_limit,
        safe_limit=clock.safe_limit,
        actual=clock.actual.at if clock.actual else None,
        state=clock.state,
        disputed=clock.standing.disputed,
        explanation=explanation,
        computed_at=now,
        next_alert_at=None,
        missed_at=None,
        track=clock.track,
        clock_office=instance.clock_office,
    )
    same_limit = before is not None and before.legal_limit == fresh.legal_limit
    if before is not None and same_limit:
        fresh.missed_at = before.missed_at
    if before is not None and same_limit and before.state == State.OPEN:
        fresh.next_alert_at = before.next_alert_at if fresh.state == State.OPEN else None
    else:
        fresh.next_alert_at = next_alert(fresh, clock.rule.reminders, after=None)
    return fresh


def _stands(before: Deadline, explanation: dict[str, Any], instance: Instance) -> bool:
    """Whether a stored computation needs no new one."""
    moves = before.state == State.OPEN and before.office != instance.office  # it goes on at another office
    return not moves and (before.explanation == explanation or _settled(before, explanation["clock"]))


def _settled(before: Deadline, said: dict[str, Any]) -> bool:
    """Whether the clock stopped under an earlier law and its facts are the same: that law goes on judging it."""
    kept = before.explanation["clock"]
    return before.state in STOPPED and all(kept[name] == said[name] for name in FACTS_OF_A_CLOCK)


def _events(before: Deadline | None, fresh: Deadline) -> list[str]:
    ended = fresh.state in STOPPED
    if before is None or before.state == State.UNKNOWN:
        started = [] if fresh.state == State.UNKNOWN else ["deadline.started"]
        return [*started, "deadline.met"] if ended else started
    if before.state == State.OPEN and ended:
        return ["deadline.met"]
    return ["deadline.recomputed"] if _seen(before) != _seen(fresh) else []


def _seen(deadline: Deadline) -> tuple[object, ...]:
    """What people act on; a new edition of the calendar that moves none of it is no news."""
    dates = (deadline.legal_limit, deadline.safe_limit, deadline.actual)
    return (
        *dates,
        deadline.state,
        deadline.disputed,
        deadline.unconfirmed,
        deadline.provisional,
        deadline.agency,
        deadline.start_fact,
        deadline.start_at,
    )


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
