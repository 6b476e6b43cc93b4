"""Which field of the file dates which fact of a task; what has no field is a fact of an unknown day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from console.replay_ending import Ending
from console.replay_file import RealCase
from console.replay_route import NAMING

FactValue = dict[str, str | None]


@dataclass(frozen=True)
class Source:
    """The field that dates a fact, and the one that names its document; without a field its date is never known."""

    fact: str
    date: str | None = None
    document: str | None = None


STARTED = Source("investigation_started", "investigation_started_date")
STOPPED = Source("investigation_stopped", "stopped_date")
RETURNED = Source("file_returned", "p19_date")
COMPLETE = Source("file_complete", "p21_date", "p21_letter_number")
WAIVED = Source("appeal_waived")
CLOSED = Source("criminal_line_closed")

FACTS: Mapping[str, tuple[Source, ...]] = {
    "finding_decision": (Source("violation_found"), Source("finding_decided", "date_declared_finding")),
    "initial_study": (Source("initial_study_completed"),),
    "registration": (Source("registered", "registration_date", "registration_number"),),
    "discussion_1": (Source("discussion_1_held", "first_discussion_date"),),
    "clarification_study": (Source("clarification_held", "clarification_date"), Source("study_completed")),
    "inquiry": (Source("evidence_found_enough"),),
    "inquiry_file": (Source("inquiry_file_sent"),),
    "discussion_2": (Source("discussion_2_held", "second_discussion_date"),),
    "plenary": (Source("plenary_decided"),),
    "forwarding": (Source("forwarded", "forwarded_to_police_date"),),
    "police_report": (Source("police_report_issued", "police_report_date", "police_report_number"),),
    NAMING: (Source("suspect_named", "suspect_named_date"),),
    "police_investigation": (STARTED,),
    "suspect_examination": (),
    "discussion_3": (Source("discussion_3_held"),),
    "file_transfer": (Source("file_sent", "file_to_prosecutor_date"),),
    "file_check": (COMPLETE,),
    "resubmission": (Source("file_resubmitted"),),
    "file_recheck": (COMPLETE,),
    "hand_over": (Source("handed_over", "tahap2_date"),),
    "court_transfer": (
        Source("transferred", "transfer_letter_date", "transfer_letter_number"),
        Source("court_registered", "court_registration_date", "court_case_number"),
    ),
    "verdict": (
        Source("first_hearing_held", "first_hearing_date"),
        Source("verdict_read", "verdict_date"),
    ),
    "discussion_4": (Source("discussion_4_held"), WAIVED),
    "appeal_filing": (Source("appeal_filed", "appeal_filed_date"),),
    "appeal_file": (Source("appeal_file_sent"),),
    "appeal_verdict": (Source("appeal_verdict_read", "appeal_verdict_date", "appeal_case_number"),),
    "verdict_delivery": (Source("verdict_delivered"),),
    "execution": (Source("executed"),),
}
OPTIONAL = frozenset({"court_registered", "first_hearing_held"})
"""Facts that their form can do without."""

NOT_DONE = frozenset({"file_recheck", "hand_over", "court_transfer"})
"""Exits at which nothing happened: there is no fact of what could not be done."""


def facts_of(case: RealCase, task: str, ending: Ending) -> dict[str, FactValue]:
    """The facts that the form of a task asks for, as far as the file dates them."""
    facts = {source.fact: fact_from(case, source) for source in _sources(task, ending)}
    return {name: fact for name, fact in facts.items() if name not in OPTIONAL or fact["at"] is not None}


def fact_from(case: RealCase, source: Source) -> FactValue:
    """A fact value; its day is null where the file gives none."""
    day = case.dates.get(source.date or "")
    value: FactValue = {"at": day.isoformat() if day else None}
    document = case.text(source.document) if source.document else ""
    return {**value, "document": document} if document else value


def _sources(task: str, ending: Ending) -> tuple[Source, ...]:
    if task == "file_check" and ending.returned:
        return (RETURNED,)
    if task == "inquiry" and ending.finds_no_crime:
        return ()
    if not ending.stops_at(task):
        appealed = task == "discussion_4" and ending.appealed
        return tuple(source for source in FACTS[task] if source is not WAIVED or not appealed)
    if ending.is_sp3:
        return (*FACTS[task], STOPPED)
    return () if task in NOT_DONE else stopping_sources(task)


def stopping_sources(task: str) -> tuple[Source, ...]:
    """The facts of a task whose decision stops the case."""
    return (*FACTS.get(task, ()), *((CLOSED,) if task == "plenary" else ()))
