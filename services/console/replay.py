"""`gakkumdu replay`: real cases through a private system of their own, and what every clock then says."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

import click
from rich.console import Console

from console.replay_desk import Desk
from console.replay_file import SAMPLE, RealCase, read_cases
from console.replay_journey import travel
from console.replay_officers import accounts_for
from console.replay_plan import Step
from console.replay_report import report_of, show
from console.signals import ENDING
from console.supervisor import private_system
from console.terminal import TerminalVoice

INTERRUPTED = 130
PIPED_WIDTH = 110


class StepPrinter:
    """One line a step; the day is case time."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def moved(self, at: datetime, case: RealCase, step: Step) -> None:
        day = at.astimezone(case.place.zone).date()
        known = "" if step.on is not None else " (date unknown)"
        name = step.answers["kind"] if step.task == "fact" else step.task
        name += f" {step.suspect}" if step.suspect is not None else ""
        self._console.print(f"  {day} {case.id} {name}{known}", soft_wrap=True)


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON and nothing else.")
def replay(file: Path | None, *, as_json: bool) -> None:
    """Drive the cases of FILE through the services and report every clock.

    FILE has the shape of real-cases.json; without it, invented sample cases are replayed. A private system is
    started for it and nothing of it is left.
    """
    cases = read_cases(file or SAMPLE, today=datetime.now(tz=UTC).date())
    progress = Console(stderr=True, highlight=False, markup=False)
    try:
        with _ended_in_order():
            report = _replayed(cases, progress)
    except KeyboardInterrupt:
        progress.print("Stopped; nothing is left behind.")
        raise SystemExit(INTERRUPTED) from None
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        show(report, Console(highlight=False, width=None if sys.stdout.isatty() else PIPED_WIDTH))


def _replayed(cases: tuple[RealCase, ...], progress: Console) -> dict[str, object]:
    voice = TerminalVoice(progress)
    accounts = accounts_for({case.place for case in cases})
    try:
        with (
            private_system(clock="simulated", accounts=accounts, voice=voice) as system,
            Desk(system) as desk,
        ):
            journeys = travel(system, desk, cases, StepPrinter(progress))
            return report_of(desk, journeys)
    finally:
        voice.close()


@contextmanager
def _ended_in_order() -> Iterator[None]:
    """A polite signal ends it as Ctrl-C does; a second one must not cut the clearing up short."""

    def end(_number: int, _frame: FrameType | None) -> None:
        for number in ENDING:
            signal.signal(number, signal.SIG_IGN)
        raise KeyboardInterrupt

    before = {number: signal.signal(number, end) for number in ENDING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
