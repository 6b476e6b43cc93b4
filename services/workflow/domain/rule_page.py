"""The rules of one regime as a page that a lawyer can read and confirm, row by row; Indonesian, with English beside."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Final

from workflow.domain.calendar import DayOff
from workflow.domain.errors import Words
from workflow.domain.explain import Explanation, explain
from workflow.domain.fact_names import name_of
from workflow.domain.facts import FactKind, FactTime
from workflow.domain.law import Law
from workflow.domain.rules import Kind, Regime, Rule, Unit
from workflow.domain.zones import Zone

_EXAMPLE_MONTH_AND_DAY: Final = (3, 12)
_EXAMPLE_HOUR: Final = time(14, 30)
_SATURDAY: Final = 5
_WEEKDAYS: Final = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
_UNITS: Final = {
    Unit.WORKING_DAYS: Words("hari kerja", "working days"),
    Unit.CALENDAR_DAYS: Words("hari kalender", "calendar days"),
    Unit.HOURS: Words("jam", "hours"),
}
_REGIMES: Final = {
    Regime.PEMILU: "Pemilu (UU 7/2017)",
    Regime.PILKADA: "Pemilihan / Pilkada (UU 1/2015 dan perubahannya)",
}
_HEADINGS: Final = (
    "Langkah / Step",
    "Batas / Limit",
    "Satuan / Unit",
    "Dihitung sejak / Counted from",
    "Dasar / Article",
    "Keyakinan / Confidence",
)


def page_name(regime: Regime, law: Law) -> str:
    """`pemilu-time-limits-0123456789ab.md`"""
    return f"{regime}-{law.rules.version}.md"


def rule_page(regime: Regime, law: Law, *, year: int) -> str:
    """The whole page; its examples are worked out on the calendar of `year`."""
    start = _example_start(year)
    rules = [rule for step in law.rules.steps(regime) for rule in reversed(law.rules.versions(regime, step))]
    return "\n".join([*_head(regime, law, rules, start), *_overview(rules), *_details(rules, law, start), ""])


def _example_start(year: int) -> datetime:
    """The same afternoon in March every year, a few days before the spring holidays; a weekday."""
    day = date(year, *_EXAMPLE_MONTH_AND_DAY)
    while day.weekday() >= _SATURDAY:
        day += timedelta(days=1)
    return datetime.combine(day, _EXAMPLE_HOUR, tzinfo=Zone.WIB.tz)


def _heading(rule: Rule, rules: list[Rule]) -> str:
    """The step; with its first day where the step has several versions."""
    several = sum(other.step == rule.step for other in rules) > 1
    return f"{rule.step} {rule.valid_from.isoformat()}" if several else rule.step


def _anchor(heading: str) -> str:
    """As a page's headings are linked to."""
    return heading.lower().replace(" ", "-")


def _head(regime: Regime, law: Law, rules: list[Rule], start: datetime) -> Iterator[str]:
    unconfirmed = sum(rule.unconfirmed for rule in rules)
    steps = len({rule.step for rule in rules})
    several = "" if steps == len(rules) else f" dalam {len(rules)} versi"
    yield f"# Batas waktu {_REGIMES[regime]}"
    yield ""
    yield (
        f"Dibuat dari tabel `{law.rules.version}` dan kalender `{law.calendar.version}`; jangan disunting, ubah "
        "tabelnya. *Generated from the table; edit the table, not this page.*"
    )
    yield ""
    yield (
        f"{steps} langkah{several}, {unconfirmed} di antaranya bertanda **G**: pengetahuan umum, **belum dikonfirmasi**. "
        f"*{steps} steps; {unconfirmed} are marked G: general knowledge, unconfirmed.* Tanda lain: V teks "
        "peraturan, P sumber tertulis lain, I disimpulkan dari perkara nyata."
    )
    yield ""
    yield (
        f"Setiap contoh mulai {_moment(start)}. Batas hukum adalah bacaan yang dipraktikkan, batas aman bacaan "
        "paling awal yang masuk akal; peringatan mengikuti batas aman. *Each example starts then; the legal limit "
        "is the practised reading, the safe limit the earliest plausible one.*"
    )
    yield ""


def _overview(rules: list[Rule]) -> Iterator[str]:
    yield f"| {' | '.join(_HEADINGS)} |"
    yield f"|{'---|' * len(_HEADINGS)}"
    for rule in rules:
        mark = " **belum dikonfirmasi**" if rule.unconfirmed else ""
        heading = _heading(rule, rules)
        cells = (
            f"[{heading}](#{_anchor(heading)}) {rule.title.id}<br>*{rule.title.en}*",
            _amount(rule),
            _unit(rule),
            _starts(rule),
            rule.basis,
            f"{rule.confidence}{mark}",
        )
        yield f"| {' | '.join(_cell(text) for text in cells)} |"
    yield ""


def _details(rules: list[Rule], law: Law, start: datetime) -> Iterator[str]:
    for rule in rules:
        yield f"## {_heading(rule, rules)}"
        yield ""
        yield f"{rule.title.id}. *{rule.title.en}.* Batas `{rule.limit}`, berlaku sejak {_validity(rule)}."
        yield ""
        if rule.unconfirmed:
            yield "> **Belum dikonfirmasi (G).** *Unconfirmed: part of this is general knowledge.*"
            yield ""
        yield f"- Jika terlewat: {rule.if_missed.id}. *If missed: {rule.if_missed.en}.*"
        yield from _example(rule, law, start)
        if rule.note is not None:
            yield f"- Catatan: {rule.note.id}. *{rule.note.en}.*"
        yield f"- {_confirmation(rule)}"
        yield ""


def _confirmation(rule: Rule) -> str:
    """Dots to write on, until the table says who and when."""
    by, on = ("...................." for _ in range(2))
    if rule.confirmed is not None:
        by, on = rule.confirmed.by, f"{rule.confirmed.on:%d-%m-%Y}"
    return f"Dikonfirmasi oleh / Confirmed by: {by}  Tanggal / On: {on}"


def _example(rule: Rule, law: Law, start: datetime) -> Iterator[str]:
    if not rule.in_force(start.date()):
        yield "- Contoh: aturan ini tidak berlaku pada hari contoh. *Not in force on the day of the example.*"
        return
    answer = explain(rule, FactTime.instant(start, Zone.WIB), rules=law.rules, calendar=law.calendar)
    if answer.legal_limit is None or answer.safe_limit is None:
        yield "- Contoh: tidak ada batas yang dihitung. *Nothing is computed: a window between two dates.*"
        return
    yield f"- Batas hukum / Legal limit: **{_moment(answer.legal_limit)}**{_skipped(answer.skipped)}"
    yield f"- Batas aman / Safe limit: **{_moment(answer.safe_limit)}**{_skipped(answer.skipped_safe)}"
    for other in answer.other_readings:
        yield f"- Bacaan lain / Other reading `{other.reading}`: {_moment(other.limit)}"
    yield from _provisional(answer)


def _provisional(answer: Explanation) -> Iterator[str]:
    for year in answer.provisional_years:
        yield f"- Kalender {year} masih perkiraan. *The calendar of {year} is provisional.*"


def _skipped(days: tuple[DayOff, ...]) -> str:
    """The days that were passed over; weekends as one number, they need no name."""
    named = [f"{off.day:%d-%m} {off.name}" for off in days if off.day.weekday() < _SATURDAY]
    weekends = len(days) - len(named)
    parts = [*named, *([f"{weekends} hari Sabtu/Minggu"] if weekends else [])]
    return f"; dilewati / skipped: {', '.join(parts)}" if parts else ""


def _amount(rule: Rule) -> str:
    if rule.kind is Kind.INSIDE:
        return f"di dalam {rule.inside_of}<br>*inside {rule.inside_of}*"
    if rule.kind is Kind.WINDOW:
        return "jendela waktu<br>*window*"
    if rule.kind is Kind.SAME_DAY:
        return "hari yang sama<br>*same day*"
    amount = str(rule.span.amount) if rule.span else ""
    return f"{amount} sebelumnya<br>*{amount} before*" if rule.kind is Kind.BEFORE else amount


def _unit(rule: Rule) -> str:
    if rule.span is None:
        return ""
    unit = _UNITS[rule.span.unit]
    return f"{unit.id}<br>*{unit.en}*"


def _starts(rule: Rule) -> str:
    if rule.kind is Kind.INSIDE:
        return f"sejak mulainya {rule.inside_of}<br>*from the start of {rule.inside_of}*"
    return "<br>".join(f"{_named(kind)}" for kind in rule.starts_on)


def _named(kind: FactKind) -> str:
    words = name_of(kind)
    return f"{words.id} / *{words.en}*"


def _validity(rule: Rule) -> str:
    until = f" sampai {rule.valid_to:%d-%m-%Y}" if rule.valid_to else ""
    return f"{rule.valid_from:%d-%m-%Y}{until}"


def _moment(at: datetime | None) -> str:
    if at is None:
        return "bergantung pada fakta lain / depends on another fact"
    return f"{_WEEKDAYS[at.weekday()]} {at:%d-%m-%Y %H:%M:%S} {at.tzname()}"


def _cell(text: str) -> str:
    return text.replace("|", r"\|")
