"""What must be done in the services so that a case goes as the file tells: its intake, its tasks, their facts and days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any

from console.replay_ending import DONE_BY, ORDER, Ending, ending_of
from console.replay_file import RealCase

INTAKE = "intake"
LOOSE_FACT = "fact"
END_BY_LIMIT = "limit_passed"
# The time of day at which the replay enters what is known by its day. A fact of the day itself is then no longer
# in the future, and a limit that ends with the day has not passed.
ENTERED_AT = time(12)
LAST_DAY = (12, 31)
NOT_TOLD = "The file gives no reason."

AGENCIES: Mapping[str, str] = {
    "police_report": "polri",
    "police_investigation": "polri",
    "file_transfer": "polri",
    "file_check": "kejaksaan",
    "resubmission": "polri",
    "file_recheck": "kejaksaan",
    "hand_over": "polri",
    "court_transfer": "kejaksaan",
    "verdict": "kejaksaan",
    "appeal_filing": "kejaksaan",
    "appeal_verdict": "kejaksaan",
    "execution": "kejaksaan",
}
"""Whose task it is; all others are of `bawaslu`."""


@dataclass(frozen=True)
class Source:
    """The field that dates a fact, and the one that names its document; without a field its date is never known."""

    fact: str
    date: str | None = None
    document: str | None = None


FACTS: Mapping[str, tuple[Source, ...]] = {
    "finding_decision": (Source("violation_found"), Source("finding_decided", "date_declared_finding")),
    "initial_study": (Source("initial_study_completed"),),
    "registration": (Source("registered", "registration_date", "registration_number"),),
    "discussion_1": (Source("discussion_1_held", "first_discussion_date"),),
    "clarification_study": (Source("clarification_held", "clarification_date"), Source("study_completed")),
    "discussion_2": (Source("discussion_2_held", "second_discussion_date"),),
    "plenary": (Source("plenary_decided"),),
    "forwarding": (Source("forwarded", "forwarded_to_police_date"),),
    "police_report": (Source("police_report_issued", "police_report_date", "police_report_number"),),
    "police_investigation": (
        Source("investigation_started", "investigation_started_date"),
        Source("suspect_named", "suspect_named_date"),
    ),
    "discussion_3": (Source("discussion_3_held"),),
    "file_transfer": (Source("file_sent", "file_to_prosecutor_date"),),
    "file_check": (Source("file_complete", "p21_date", "p21_letter_number"),),
    "resubmission": (Source("file_resubmitted"),),
    "file_recheck": (Source("file_complete", "p21_date", "p21_letter_number"),),
    "hand_over": (Source("handed_over", "tahap2_date"),),
    "court_transfer": (
        Source("transferred", "transfer_letter_date", "transfer_letter_number"),
        Source("court_registered", "court_registration_date", "court_case_number"),
    ),
    "verdict": (
        Source("first_hearing_held", "first_hearing_date"),
        Source("verdict_read", "verdict_date"),
    ),
    "discussion_4": (Source("discussion_4_held"),),
    "appeal_filing": (Source("appeal_filed", "appeal_filed_date"),),
    "appeal_verdict": (Source("appeal_verdict_read", "appeal_verdict_date", "appeal_case_number"),),
    "execution": (Source("verdict_delivered"), Source("executed")),
}
RETURNED = (Source("file_returned", "p19_date"),)
STOPPED = (
    Source("investigation_started", "investigation_started_date"),
    Source("suspect_named", "suspect_named_date"),
    Source("investigation_stopped", "stopped_date"),
)
OPTIONAL = frozenset({"court_registered", "first_hearing_held"})
"""Facts that their form can do without."""


@dataclass(frozen=True)
class Step:
    """One thing to do, on the day on which the last of its facts happened; None for at once after the step before."""

    task: str
    agency: str
    on: date | None
    answers: Mapping[str, Any] = field(default_factory=dict)


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
        yield _task(case, task, ending)
    yield from _loose_facts(case, done, ending)
    if ending.limit_passed:
        reason = case.text("stop_reason") or case.text("outcome")
        yield Step(END_BY_LIMIT, "", case.dates.get("stopped_date"), {"decision": "end", "reason": reason})


def _route(case: RealCase, ending: Ending) -> Iterator[str]:
    """The tasks between intake and execution that a case like this one passes."""
    left_out = {"initial_study" if case.is_finding else "finding_decision"}
    left_out |= set() if ending.returned else {"resubmission", "file_recheck"}
    left_out |= set() if ending.appealed else {"appeal_filing", "appeal_verdict"}
    return (task for task in ORDER if task not in left_out)


def _intake(case: RealCase) -> Step:
    facts = {
        "act": _fact(case, Source("act", "date_of_act")),
        "known": _fact(case, Source("known", "date_known")),
        "submitted": _fact(case, Source("submitted", "date_reported_to_bawaslu")),
    }
    if case.is_finding:  # nobody reported it; the file may still give such a date
        facts = {name: fact for name, fact in facts.items() if name == "act" or fact["at"] is not None}
    return Step(INTAKE, "bawaslu", _latest(facts.values()), facts)


def _task(case: RealCase, task: str, ending: Ending) -> Step:
    stops = ending.exit is not None and ending.exit.task == task
    facts = {source.fact: _fact(case, source) for source in _sources(task, ending, stops=stops)}
    facts = {name: fact for name, fact in facts.items() if name not in OPTIONAL or fact["at"] is not None}
    on = _latest(facts.values())
    if stops and on is None:
        on = case.dates.get("stopped_date")
    return Step(
        task, AGENCIES.get(task, "bawaslu"), on, {**facts, **_choice(case, task, ending, stops=stops)}
    )


def _sources(task: str, ending: Ending, *, stops: bool) -> tuple[Source, ...]:
    if task == "police_investigation" and stops:
        return STOPPED
    if task == "file_check" and ending.returned:
        return RETURNED
    nothing_happened = stops and task in ("file_recheck", "hand_over", "court_transfer")
    return () if nothing_happened else FACTS[task]


def _choice(case: RealCase, task: str, ending: Ending, *, stops: bool) -> dict[str, Any]:
    """The decision of a task and the words that its form then asks for."""
    if stops and ending.exit is not None:
        reason = case.text("stop_reason") or case.text("outcome") or NOT_TOLD
        return {"decision": ending.exit.decision, "reason": reason}
    if task == "clarification_study":
        return {"extended": False}
    if task == "file_check" and ending.returned:
        return {"decision": "returned", "instructions": "The file does not give the instructions."}
    verdicts = {"verdict": ending.verdict, "appeal_verdict": ending.appeal_verdict}
    if task in verdicts:
        summary = case.text({"verdict": "verdict_summary", "appeal_verdict": "appeal_result"}[task])
        return {"decision": verdicts[task].value, **({"summary": summary} if summary else {})}
    if task == "discussion_4":
        return {"decision": "appeal" if ending.appealed else "accept"}
    return {"decision": _GOES_ON[task]} if task in _GOES_ON else {}


_GOES_ON: Mapping[str, str] = {
    "finding_decision": "found",
    "initial_study": "complete",
    "discussion_2": "crime",
    "plenary": "forward",
    "police_investigation": "file",
    "file_check": "complete",
    "file_recheck": "complete",
    "hand_over": "handed_over",
    "court_transfer": "transferred",
}


def _loose_facts(case: RealCase, done: list[str], ending: Ending) -> Iterator[Step]:
    """Dates of steps that the case had begun but, as far as the file tells, not ended."""
    entered = {source.date for task in done for source in (*FACTS[task], *RETURNED)} | {"date_of_act"}
    if ending.exit is not None and ending.exit.decision == "sp3":
        entered |= {source.date for source in STOPPED}
    loose = [source for task, _ in DONE_BY for source in FACTS[task] if source.date not in entered | {None}]
    found = {source.fact: _fact(case, source) for source in loose if source.date in case.dates}
    for name, fact in sorted(found.items(), key=lambda item: str(item[1]["at"])):
        yield Step(LOOSE_FACT, "bawaslu", date.fromisoformat(str(fact["at"])), {"kind": name, **fact})


def _fact(case: RealCase, source: Source) -> dict[str, str | None]:
    day = case.dates.get(source.date or "")
    value: dict[str, str | None] = {"at": day.isoformat() if day else None}
    document = case.text(source.document) if source.document else ""
    return {**value, "document": document} if document else value


def _latest(facts: Any) -> date | None:
    return max((date.fromisoformat(fact["at"]) for fact in facts if fact["at"] is not None), default=None)
