"""`gakkumdu deadline explain`: one limit and how it was reached, worked out in this process; nothing need run."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from console.layout import REPOSITORY
from workflow.domain.calendar import DayOff
from workflow.domain.calendar_file import load_calendar
from workflow.domain.counting import Tally
from workflow.domain.errors import LegalClockError, Words
from workflow.domain.explain import Explanation, explain_step
from workflow.domain.facts import FactTime
from workflow.domain.rule_file import load_rules
from workflow.domain.rules import Regime, Unit
from workflow.domain.zones import zone_of_office

_WEEKDAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")


class _Refused(click.ClickException):
    """Bad input, said in one sentence."""

    exit_code = 2


class _OneSentence(click.Command):
    """Answers bad options with the sentence alone, without click's lines on usage before it."""

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        try:
            return super().make_context(*args, **kwargs)
        except click.UsageError as error:
            raise _Refused(error.format_message()) from None


@click.group()
def deadline() -> None:
    """Legal limits."""


@deadline.command(cls=_OneSentence)
@click.option("--regime", required=True, type=click.Choice([regime.value for regime in Regime]))
@click.option("--step", required=True, help="A step such as P21 or K17, or a limit such as trial.")
@click.option(
    "--start", required=True, help="A date, or a time with or without offset: 2024-03-08T14:30:00+07:00."
)
@click.option("--office", required=True, help="Kemendagri region code: 13.02, or 00 for a national office.")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON and nothing else.")
@click.option(
    "--bpmn-dir",
    envvar="BPMN_DIR",
    default=REPOSITORY / "bpmn",
    type=click.Path(path_type=Path),
    help="The folder of the models, rules and calendars.",
)
def explain(*, regime: str, step: str, start: str, office: str, as_json: bool, bpmn_dir: Path) -> None:
    """Shows one limit and every day that was counted or passed over on the way to it."""
    try:
        answer = _answer(Regime(regime), step, start, office, bpmn_dir=bpmn_dir)
    except LegalClockError as error:
        raise _Refused(str(error)) from None
    if as_json:
        click.echo(json.dumps(answer.as_json(), ensure_ascii=False, indent=2))
    else:
        _print(answer, Console())


def _answer(regime: Regime, step: str, start: str, office: str, *, bpmn_dir: Path) -> Explanation:
    began = FactTime.parse(start, office=zone_of_office(office), field="start")
    rules = load_rules(bpmn_dir / "time-limits.dmn")
    calendar = load_calendar(bpmn_dir / "calendars" / "indonesia.json")
    return explain_step(regime, step, began, rules=rules, calendar=calendar)


def _print(answer: Explanation, console: Console) -> None:
    console.print(_summary(answer))
    if answer.limits is not None:
        console.print(_days(answer))
    for note in answer.notes:
        console.print(f"* {_both(note)}", markup=False, highlight=False)


def _summary(answer: Explanation) -> Table:
    rule = answer.rule
    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in (
        ("Aturan / Rule", f"{rule.step} {rule.limit} ({rule.regime})"),
        ("", _both(rule.title)),
        ("Batas / Amount", _amount(answer)),
        ("Dasar / Basis", rule.basis),
        ("Keyakinan / Confidence", rule.confidence),
        ("Mulai / Start", f"{_moment(answer.start.at)} ({answer.start.precision})"),
        ("Batas hukum / Legal limit", _moment(answer.legal_limit)),
        ("Batas aman / Safe limit", _moment(answer.safe_limit)),
        *((f"Tafsir lain / {other.reading}", _moment(other.limit)) for other in answer.other_readings),
        ("Jika terlewat / If missed", _both(rule.if_missed)),
        ("Kalender / Calendar", f"{answer.calendar}, {answer.rules}"),
    ):
        table.add_row(name, value.replace("[", r"\["))
    return table


def _amount(answer: Explanation) -> str:
    span, rule = answer.counted_by.span, answer.rule
    if span is None:
        return rule.kind
    inside = f", inside {rule.inside_of}" if rule.inside_of else ""
    return f"{span.amount} {span.unit}{inside} ({rule.kind})"


def _days(answer: Explanation) -> Table:
    """Every day between the start and the legal limit, as each of the two readings counts it."""
    table = Table("Hari / Day", "", "Hukum / Legal", "Aman / Safe", "Alasan / Reason")
    if answer.start.at is None or answer.limits is None:
        return table
    first, legal, safe = answer.start.at.date(), answer.limits.legal, answer.limits.safe
    reasons: dict[date, DayOff] = {off.day: off for off in (*legal.skipped, *safe.skipped)}
    count_legal, count_safe = (_numbers(answer, first, tally) for tally in (legal, safe))
    for day in _walk(first, legal.limit.date()):
        off = reasons.get(day)
        reason = f"{off.name} ({off.kind})" if off else ""
        row = (
            day.isoformat(),
            _WEEKDAYS[day.weekday()],
            count_legal.get(day, ""),
            count_safe.get(day, ""),
            reason,
        )
        table.add_row(*row, style="dim" if off else "")
    return table


def _numbers(answer: Explanation, first: date, tally: Tally) -> dict[date, str]:
    if answer.counted_by.span and answer.counted_by.span.unit is Unit.HOURS:
        return {first: "mulai / start", tally.limit.date(): f"batas / limit {tally.limit:%H:%M:%S}"}
    skipped, counted, marks = {off.day for off in tally.skipped}, 0, {first: "mulai / start"}
    for day in _walk(first, tally.limit.date()):
        if day == first:
            continue
        counted += day not in skipped
        marks[day] = "-" if day in skipped else str(counted)
    last = tally.limit.date()
    marks[last] += " = batas / limit"
    return marks


def _walk(first: date, last: date) -> Iterator[date]:
    """Day by day from one to the other, backwards for a rule that counts before its start."""
    step = timedelta(days=1 if last >= first else -1)
    for number in range(abs((last - first).days) + 1):
        yield first + number * step


def _moment(at: datetime | None) -> str:
    if at is None:
        return "tidak dihitung / not computed"
    return f"{_WEEKDAYS[at.weekday()]} {at:%Y-%m-%d %H:%M:%S} {at.tzname()}"


def _both(words: Words) -> str:
    return f"{words.id} / {words.en}"
