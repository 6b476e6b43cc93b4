"""What must be done in the services so that a case goes as the file tells: its intake, its tasks, their facts and days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any

from console.replay_answers import answers_to, stop_with
from console.replay_ending import Ending, ending_of
from console.replay_facts import (
    FACTS,
    RETURNED,
    STOPPED,
    FactValue,
    Source,
    fact_from,
    facts_of,
    stopping_sources,
)
from console.replay_file import RealCase
from console.replay_route import NAMING, OF_A_SUSPECT, ORDER, agency_of

INTAKE = "intake"
LOOSE_FACT = "fact"
END_BY_LIMIT = "limit_passed"
# The time of day at which the replay enters what is known by its day. A fact of the day itself is then no longer
# in the future, and a limit that ends with the day has not passed.
ENTERED_AT = time(12)
LAST_DAY = (12, 31)


@dataclass(frozen=True)
class Step:
    """One thing to do, on the day on which the last of its facts happened; None for at once after the step before.

    `suspect` counts from 1; None for what belongs to the case itself.
    """

    task: str
    agency: str
    on: date | None
    answers: Mapping[str, Any] = field(default_factory=dict)
    suspect: int | None = None


@dataclass(frozen=True)
class Planned:
    """A step with the instant at which it is taken."""

    at: datetime
    step: Step


def plan_of(case: RealCase) -> list[Planned]:
    """The steps of a case in order, none before the one that it follows."""
    steps = list(_steps(case, ending_of(case)))
    now = _noon(case, _first_day(case, steps))
    planned = []
    for step in steps:
        now = now if step.on is None else max(now, _noon(case, step.on))
        planned.append(Planned(now, step))
    return planned


def _first_day(case: RealCase, steps: list[Step]) -> date:
    """Before the first known day nothing is known of time; a case without any is entered when its year is over."""
    known = next((step.on for step in steps if step.on is not None), None)
    return known or date(case.told["election_year"], *LAST_DAY)


def _noon(case: RealCase, day: date) -> datetime:
    return datetime.combine(day, ENTERED_AT, case.place.zone).astimezone(UTC)


def _steps(case: RealCase, ending: Ending) -> Iterator[Step]:
    yield _intake(case)
    done = [task for task in _route(case, ending) if ending.reaches(task)]
    for task in done:
        yield from _task(case, task, ending)
    yield from _consequence(case, ending)
    yield from _loose_facts(case, done, ending)
    if ending.limit_passed:
        reason = case.text("stop_reason") or case.text("outcome")
        yield Step(END_BY_LIMIT, "", case.dates.get("stopped_date"), {"decision": "end", "reason": reason})


def _route(case: RealCase, ending: Ending) -> Iterator[str]:
    """The tasks between intake and execution that a case like this one passes."""
    left_out = {"initial_study" if case.is_finding else "finding_decision"}
    left_out |= {"inquiry_file"} if ending.finds_no_crime else set()
    left_out |= {NAMING} if ending.stops_at("police_investigation") else set()
    left_out |= set() if ending.returned else {"resubmission", "file_recheck"}
    left_out |= set() if ending.appealed else {"appeal_filing", "appeal_file", "appeal_verdict"}
    left_out |= set() if ending.is_conviction else {"execution"}
    return (task for task in ORDER if task not in left_out)


def _intake(case: RealCase) -> Step:
    facts = {
        "act": fact_from(case, Source("act", "date_of_act")),
        "known": fact_from(case, Source("known", "date_known")),
        "submitted": fact_from(case, Source("submitted", "date_reported_to_bawaslu")),
    }
    if case.is_finding:  # nobody reported it; the file may still give such a date
        facts = {name: fact for name, fact in facts.items() if name == "act" or fact["at"] is not None}
    return Step(INTAKE, "bawaslu", _latest(facts.values()), facts)


def _task(case: RealCase, task: str, ending: Ending) -> Iterator[Step]:
    """Once, or once for each suspect: the file tells the same of all of them."""
    facts = facts_of(case, task, ending)
    on = _latest(facts.values())
    if on is None and ending.stops_at(task):
        on = case.dates.get("stopped_date")
    answers = {**facts, **answers_to(case, task, ending)}
    for suspect in _suspects(case) if task in OF_A_SUSPECT else (None,):
        yield Step(task, agency_of(task), on, answers, suspect)


def _suspects(case: RealCase) -> range:
    """Numbers from 1; a case that has suspects has one where the file does not count them."""
    return range(1, (case.told["number_of_accused"] or 1) + 1)


def _consequence(case: RealCase, ending: Ending) -> Iterator[Step]:
    """The decision of Bawaslu that ends the case after what its study or the second discussion found."""
    if ending.exit is not None and ending.exit.then is not None:
        task, decision = ending.exit.then
        facts = {source.fact: fact_from(case, source) for source in stopping_sources(task)}
        answers = {**facts, **stop_with(case, task, decision)}
        yield Step(task, agency_of(task), case.dates.get("stopped_date"), answers)


def _loose_facts(case: RealCase, done: list[str], ending: Ending) -> Iterator[Step]:
    """Dates of steps that the case had begun but, as far as the file tells, not ended."""
    entered = {source.date for task in done for source in (*FACTS[task], RETURNED)} | {"date_of_act"}
    entered |= {STOPPED.date} if ending.is_sp3 else set()
    loose = [source for task in ORDER for source in FACTS[task] if source.date not in entered | {None}]
    found = {source.fact: fact_from(case, source) for source in loose if source.date in case.dates}
    for name, fact in sorted(found.items(), key=lambda item: str(item[1]["at"])):
        yield Step(LOOSE_FACT, "bawaslu", date.fromisoformat(str(fact["at"])), {"kind": name, **fact})


def _latest(facts: Iterable[FactValue]) -> date | None:
    return max((date.fromisoformat(fact["at"]) for fact in facts if fact["at"] is not None), default=None)
