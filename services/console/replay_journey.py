"""Takes the steps of all cases on one timeline: case time moves on only when the whole system is quiet."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any, Protocol
from uuid import UUID

import httpx

from console.errors import StartError
from console.replay_answers import SIGNED
from console.replay_desk import LOOK_AGAIN_SECONDS, Desk, NoTaskError, RefusedError
from console.replay_file import RealCase
from console.replay_officers import AGENCIES, account_of
from console.replay_plan import END_BY_LIMIT, INTAKE, LOOSE_FACT, Planned, Step, plan_of
from console.replay_route import MINUTES, NAMING
from console.supervisor import System
from console.web import get_json

IDLE_WITHIN_SECONDS = 30.0
LIMIT_TASK = "limit_passed_"
AFTER_NAMING = "police_investigation"
FIRST_OF_A_SUSPECT = "suspect_examination"
# Bawaslu's own code of a region is another than Kemendagri's and the file does not give it: this one, that of
# no regency, stands in the numbers of the private system, which nobody gets to see.
NO_REGION = "00.00"


class JourneyError(StartError):
    """A case of the file could not be taken through the services; the message names case and step."""


class Watcher(Protocol):
    """Is told of each step as it is taken."""

    def moved(self, at: datetime, case: RealCase, step: Step) -> None: ...


@dataclass(frozen=True)
class Stop:
    """A step that was taken, and when."""

    task: str
    agency: str
    at: datetime
    dated: bool
    decision: str | None
    explained_lateness: bool
    suspect: int | None = None


@dataclass
class Journey:
    """One case on its way through the private system."""

    case: RealCase
    case_id: UUID | None = None
    tracks: dict[int, UUID] = field(default_factory=dict)
    stops: list[Stop] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def id(self) -> UUID:
        if self.case_id is None:
            raise JourneyError(f"case {self.case.id}: it was never taken in.")
        return self.case_id

    def track(self, suspect: int | None) -> UUID | None:
        """What belongs to this suspect; None for the case itself."""
        return None if suspect is None else self.tracks[suspect]

    def suspect(self, track: str | None) -> int | None:
        """The number of the suspect to whom a track belongs."""
        return next((number for number, own in self.tracks.items() if str(own) == track), None)

    def officer(self, agency: str) -> str:
        """Who acts for this agency at the case's office."""
        return account_of(agency, self.case.place)


def travel(system: System, desk: Desk, cases: tuple[RealCase, ...], watcher: Watcher) -> list[Journey]:
    """Every case as far as the file tells; afterwards nothing is under way any more."""
    journeys = [Journey(case) for case in cases]
    for at, due in _timeline(journeys):
        _advance(system, at)
        for journey, planned in due:
            watcher.moved(at, journey.case, planned.step)
            _take(desk, journey, planned)
    _settle(system)
    return journeys


def _timeline(journeys: list[Journey]) -> Iterator[tuple[datetime, list[tuple[Journey, Planned]]]]:
    """All steps by their instants; of one instant, case by case in the order of the file."""
    steps = [(journey, planned) for journey in journeys for planned in plan_of(journey.case)]
    steps.sort(key=lambda found: found[1].at)
    for at, group in groupby(steps, key=lambda found: found[1].at):
        yield at, list(group)


def _advance(system: System, at: datetime) -> None:
    """Moves case time on once all is quiet; what it makes due is done before anybody acts at the new time."""
    _settle(system)
    system.set_clock(at)
    deadline = time.monotonic() + IDLE_WITHIN_SECONDS
    while get_json(f"{system.url('workflow')}/v1/idle")["due_timers"]:
        if time.monotonic() > deadline:
            raise JourneyError("The private system does not follow its clock: timers of `workflow` stay due.")
        time.sleep(LOOK_AGAIN_SECONDS)


def _settle(system: System) -> None:
    try:
        system.wait_idle(within=IDLE_WITHIN_SECONDS)
    except TimeoutError as error:
        raise JourneyError(f"The private system does not come to rest. {error}") from error


def _take(desk: Desk, journey: Journey, planned: Planned) -> None:
    step = planned.step
    try:
        explained = _do(desk, journey, step)
    except (RefusedError, NoTaskError, httpx.HTTPError) as error:
        raise JourneyError(f"case {journey.case.id}, step {step.task}: {error}.") from error
    decision = step.answers.get("decision")
    journey.stops.append(
        Stop(
            step.task, step.agency, planned.at, step.on is not None, decision, explained, suspect=step.suspect
        )
    )


def _do(desk: Desk, journey: Journey, step: Step) -> bool:
    """Whether a passed limit had to be explained."""
    answers, officer = dict(step.answers), journey.officer(step.agency or "bawaslu")
    if step.task == INTAKE:
        journey.case_id = desk.file_intake(officer, _intake(journey.case, answers))
        return False
    if step.task == LOOSE_FACT:
        desk.enter_fact(officer, journey.id, answers)
        return False
    if step.task == END_BY_LIMIT:
        _end_by_limit(desk, journey, answers)
        return False
    if step.task == NAMING and step.suspect is not None:
        suspect = _suspect(step.suspect, answers)
        journey.tracks[step.suspect] = desk.name_suspect(officer, journey.id, suspect)
        return False
    return _do_task(desk, journey, step, answers)


def _do_task(desk: Desk, journey: Journey, step: Step, answers: dict[str, Any]) -> bool:
    if step.task == AFTER_NAMING:
        for track in journey.tracks.values():  # `workflow` hears of each naming by message
            desk.await_tasks(journey.officer("polri"), journey.id, [FIRST_OF_A_SUSPECT], track=track)
    tasks = _open_tasks(desk, journey, [step.task], step.suspect)
    _go_on_after_limits(desk, journey, tasks.values())
    officer = journey.officer(step.agency)
    done = desk.complete(officer, tasks[step.task], answers, lateness=_lateness(journey.case))
    if step.task in MINUTES:
        _sign(desk, journey, done.opened)
    return done.explained


def _open_tasks(
    desk: Desk, journey: Journey, names: Collection[str], suspect: int | None
) -> dict[str, dict[str, Any]]:
    track = journey.track(suspect)
    return desk.await_tasks(journey.officer("bawaslu"), journey.id, names, track=track)


def _sign(desk: Desk, journey: Journey, opened: Iterable[dict[str, Any]]) -> None:
    """The minutes of a discussion close once a member of each agency has signed them."""
    tasks = {task["name"]: task for task in opened}
    for agency in AGENCIES:
        desk.complete(journey.officer(agency), tasks[f"signature_{agency}"], dict(SIGNED), lateness="")


def _go_on_after_limits(desk: Desk, journey: Journey, tasks: Iterable[dict[str, Any]]) -> None:
    """The file says that the case went on, so it does; the reason is that the file gives none."""
    for task in tasks:
        if task["name"].startswith(LIMIT_TASK):
            answers = {"decision": "continue", "reason": _lateness(journey.case)}
            desk.complete(journey.officer(task["agency"]), task, answers, lateness="")
            journey.notes.append(f"went on after the limit on {task['name'].removeprefix(LIMIT_TASK)}")


def _end_by_limit(desk: Desk, journey: Journey, answers: dict[str, Any]) -> None:
    """Of the case itself or of each suspect one passed limit is enough: what else is open goes with it."""
    waiting = desk.open_tasks(journey.officer("bawaslu"), journey.id)
    passed = {task["track"]: task for task in waiting if task["name"].startswith(LIMIT_TASK)}
    if not passed:
        journey.notes.append("the file says that a limit ended it, but dates none that has passed: left open")
    for task in passed.values():
        desk.complete(journey.officer(task["agency"]), task, answers, lateness="")


def _lateness(case: RealCase) -> str:
    """What there is to say where the form asks why a limit was passed."""
    reason = case.text("stop_reason")
    return (
        f"The file gives no reason; of the stop it says: {reason}" if reason else "The file gives no reason."
    )


def _suspect(number: int, facts: dict[str, Any]) -> dict[str, Any]:
    identity = {"name": f"Suspect {number}, whom the file does not name"}
    return {"role": "suspect", "identity": identity, "named": facts["suspect_named"]}


def _intake(case: RealCase, facts: dict[str, Any]) -> dict[str, Any]:
    kind = {} if case.is_finding else {"reporter": {"name": "The reporter, whom the file does not name"}}
    return {
        "origin": "finding" if case.is_finding else "report",
        "regime": case.told["regime"],
        "election": _election(case),
        "office": case.place.office,
        "bawaslu_region": NO_REGION,
        "description": case.told["offence_summary"],
        "confidentiality": 1,
        "articles": case.told["articles_charged"],
        "facts": facts,
        **kind,
    }


def _election(case: RealCase) -> str:
    """Only for the numbers: the file names the regime, not which of its elections."""
    if case.told["regime"] == "pemilu":
        return "PL"
    if case.place.level != "regency":
        return "PG"
    return "PW" if case.place.is_city else "PB"
