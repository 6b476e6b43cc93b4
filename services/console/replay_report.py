"""What a replay tells: a document for programs, and a calm page for people."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from console.replay_clocks import clocks_of
from console.replay_desk import Desk
from console.replay_journey import Journey, Stop
from console.replay_plan import INTAKE, LOOSE_FACT
from console.replay_route import NAMING

VERDICTS = frozenset({"convicted", "acquitted"})
SHOWN_AS = {INTAKE: "taken in", NAMING: "suspects named"}
STYLES = {"late": "bold red", "in_time": "green", "unknown": "dim"}


def report_of(desk: Desk, journeys: list[Journey]) -> dict[str, Any]:
    """Everything there is to say, as plain JSON values."""
    rules = desk.read(journeys[0].officer("bawaslu"), "/v1/rules")["items"]
    return {"cases": [_case(desk, journey, rules) for journey in journeys]}


def _case(desk: Desk, journey: Journey, rules: list[dict[str, Any]]) -> dict[str, Any]:
    case, process = journey.case, desk.process(journey.officer("bawaslu"), journey.id)
    ended = process["outcome"]
    return {
        "case_id": case.id,
        "outcome": ended or _verdict_so_far(journey.stops),
        "ended": ended is not None,
        "outcome_in_file": case.text("outcome"),
        "regime": case.told["regime"],
        "office": case.place.office,
        "zone": case.place.zone_name,
        "suspects": [_suspect(journey, track) for track in process["tracks"]],
        "clocks": clocks_of(desk, journey, rules),
        "journey": [_stop(stop) for stop in journey.stops],
        "waits_for": [_wait(journey, task) for task in process["tasks"]],
        "notes": journey.notes,
        "other_dated_events": case.told["other_dated_events"],
    }


def _suspect(journey: Journey, track: dict[str, Any]) -> dict[str, Any]:
    return {"suspect": journey.suspect(track["id"]), "state": track["state"], "outcome": track["outcome"]}


def _wait(journey: Journey, task: dict[str, Any]) -> dict[str, Any]:
    return {"task": task["name"], "agency": task["agency"], "suspect": journey.suspect(task["track"])}


def _verdict_so_far(stops: list[Stop]) -> str | None:
    """Of a case that goes on after its verdict, that verdict; of one without a verdict, nothing."""
    verdicts = [stop.decision for stop in stops if stop.decision in VERDICTS]
    return verdicts[-1] if verdicts else None


def _stop(stop: Stop) -> dict[str, Any]:
    return {
        "task": stop.task,
        "agency": stop.agency,
        "suspect": stop.suspect,
        "entered_at": stop.at.isoformat(),
        "dated": stop.dated,
        "decision": stop.decision,
        "explained_lateness": stop.explained_lateness,
    }


def show(report: dict[str, Any], console: Console) -> None:
    """One table a case; what no date is known of is named below it in a line."""
    for case in report["cases"]:
        console.print()
        console.print(_heading(case))
        console.print(Text.assemble(("Journey  ", "bold"), _journey(case)), soft_wrap=True)
        console.print(_table(case))
        for line in _lines_below(case):
            console.print(escape(line), style="dim", soft_wrap=True, highlight=False)


def _heading(case: dict[str, Any]) -> Text:
    outcome = case["outcome"] or "no outcome yet"
    state = "ended" if case["ended"] else "still open"
    about = f"  {case['regime']}, office {case['office']} ({case['zone']}), {state}: "
    suspects = len(case["suspects"])
    return Text.assemble(
        (case["case_id"], "bold"),
        about,
        (outcome, "bold"),
        f"  ({suspects} suspects)" if suspects > 1 else "",
    )


def _journey(case: dict[str, Any]) -> str:
    steps = [_told(stop) for stop in case["journey"] if stop["task"] != LOOSE_FACT]
    waits = dict.fromkeys(f"{task['task']} ({task['agency']})" for task in case["waits_for"])
    ways = " > ".join(name for name, _ in groupby(steps))  # what all suspects did is told once
    return ways + (f" ... waits for {' and '.join(waits)}" if waits else "")


def _told(stop: dict[str, Any]) -> str:
    name = SHOWN_AS.get(stop["task"], stop["task"].replace("_", " "))
    return f"{name} [{stop['decision']}]" if stop["decision"] else name


def _table(case: dict[str, Any]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("Rule", no_wrap=True)
    for heading in ("Start", "Legal limit", "Safe limit", "Actual"):
        table.add_column(heading, no_wrap=True)
    table.add_column("State", no_wrap=True)
    for clock in case["clocks"]:
        if _says_something(clock):
            table.add_row(*_row(clock, several=len(case["suspects"]) > 1))
    return table


def _row(clock: dict[str, Any], *, several: bool) -> tuple[Text | str, ...]:
    basis = "*" if clock["start_basis"] == "finding" else ""
    whose = f", suspect {clock['suspect']}" if several and clock["suspect"] is not None else ""
    return (
        f"{clock['rule']:4} {clock['limit'].replace('_', ' ')}{whose}",
        _day(clock["start"]) + basis,
        _day(clock["legal_limit"]),
        _day(clock["safe_limit"]),
        _day(clock["actual"]),
        Text(_state(clock), style=STYLES[clock["state"]]),
    )


def _state(clock: dict[str, Any]) -> str:
    said = "still open" if clock["still_open"] else str(clock["state"]).replace("_", " ")
    return f"{said}, disputed" if clock["disputed"] else said


def _day(at: str | None) -> str:
    """Limits end with their day and facts of the file are days: the time is shown where it says more."""
    if at is None:
        return "-"
    day, _, clock = at.partition("T")
    return day if clock[:8] in ("00:00:00", "23:59:59") else f"{day} {clock[:5]}"


def _says_something(clock: dict[str, Any]) -> bool:
    return any(clock[name] is not None for name in ("start", "legal_limit", "actual"))


def _lines_below(case: dict[str, Any]) -> Iterator[str]:
    if any(clock["start_basis"] == "finding" and _says_something(clock) for clock in case["clocks"]):
        yield "* counted from the finding, because no registration date is known"
    unknown = dict.fromkeys(clock["rule"] for clock in case["clocks"] if not _says_something(clock))
    if unknown:
        yield f"unknown, for want of a date: {', '.join(unknown)}"
    for task in dict.fromkeys(stop["task"] for stop in case["journey"] if stop["explained_lateness"]):
        yield f"late, and the file gives no reason: {task}"
    for note in dict.fromkeys(case["notes"]):
        yield f"note: {note}"
    for event in case["other_dated_events"]:
        yield f"told, not used: {event['event']} {event['date']} ({event['precision']})"
    yield f"the file: {case['outcome_in_file']}"
