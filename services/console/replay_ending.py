"""How far a case went and how it ended, read from the fields and from the free words of `outcome`.

The words only choose between the ways that the procedure knows; they never make a date.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from console.replay_file import RealCase
from console.replay_route import DONE_BY, ORDER
from console.replay_route import place_of_task as _place


class Verdict(StrEnum):
    """What a court decided, as the forms call it."""

    CONVICTED = "convicted"
    ACQUITTED = "acquitted"
    NOT_STATED = "not_stated"


@dataclass(frozen=True)
class Exit:
    """A task at which a case may stop, the decision that stops it, and the words that speak of it.

    `then` is the task, with its decision, by which Bawaslu draws the consequence.
    """

    task: str
    decision: str
    words: re.Pattern[str]
    then: tuple[str, str] | None = None


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{pattern})", re.IGNORECASE)


_SP3 = _words(r"sp-?3\b|investigation (was )?(stopped|ended)|penghentian penyidikan")
EXITS = (
    Exit("finding_decision", "not_found", _words(r"not (made |declared )?a finding|bukan temuan")),
    Exit(
        "initial_study",
        "not_registered",
        _words(r"not registered|tidak diregist"),
        then=("preliminary_decision", "closed"),
    ),
    Exit(
        "discussion_2",
        "not_crime",
        _words(r"second discussion|pembahasan kedua|not a crime|elements?\b|unsur"),
        then=("plenary", "stop"),
    ),
    Exit("plenary", "stop", _words(r"plenary|pleno")),
    Exit("police_investigation", "sp3", _SP3),
    Exit("suspect_examination", "sp3", _SP3),
    Exit(
        "file_recheck", "not_complete", _words(r"(file|berkas)\b.*\b(incomplete|not complete|tidak lengkap)")
    ),
    Exit("hand_over", "not_possible", _words(r"hand(ed)?[ -]over|tahap (ii|2)\b")),
    Exit("court_transfer", "not_possible", _words(r"transfer|pelimpahan")),
)
"""In the order of the procedure."""

_STOPPED = _words(
    r"stopped|sp-?3\b|not registered|not (made |declared )?a finding|expired|discontinued|terminated|"
    r"dihentikan|tidak diregist|(ke)?daluwarsa|bukan temuan"
)
_ACQUITTED = _words(r"acquit|not (guilty|proven)|tidak terbukti|(di|mem)?bebas(kan)?\b|lepas dari")
_CONVICTED = _words(r"convict|guilty|sentenced|terbukti|dipidana|divonis")
_PENALTY = _words(r"(years?|months?|days?|fined?|probation|tahun|bulan|hari|penjara|kurungan|denda)\b")
_LIMIT_PASSED = _words(r"expired|(time )?limit|out of time|(ke)?daluwarsa|lewat waktu")
_UPHELD = _words(r"upheld|uphold|affirm|confirm|menguatkan|dikuatkan")
_APPEAL_DECIDED = _words(r"appeal (decision|verdict|judg)|decided on appeal|on appeal\b|putusan banding")
_FINAL = _words(
    r"final\b|inkrac?h|no appeal|did not appeal|legally binding|executed|eksekusi|berkekuatan hukum tetap"
)
_EXECUTED = _words(r"executed|eksekusi")
_NOTIFIED = _words(r"notified|notification|cop(y|ies) of|diberitahukan|pemberitahuan|salinan")
_CONSIDERING = _words(r"consider|pikir-pikir")
_FIRST_INSTANCE = _words(r"first instance|district court|tingkat pertama")


@dataclass(frozen=True)
class Ending:
    """`last` is the last task that was done; `exit` the stop it is, if it is one.

    `limit_passed`: the file says that a limit ended the case and names no step that could not be taken.
    """

    last: str | None
    exit: Exit | None
    returned: bool
    limit_passed: bool
    verdict: Verdict
    appeal_verdict: Verdict
    appealed: bool

    def reaches(self, task: str) -> bool:
        """Whether the case got this far."""
        return self.last is not None and _place(task) <= _place(self.last)

    def stops_at(self, task: str) -> bool:
        """Whether the decision of this task ended the case."""
        return self.exit is not None and self.exit.task == task

    @property
    def is_sp3(self) -> bool:
        """Whether the police stopped the investigation."""
        return self.exit is not None and self.exit.decision == "sp3"

    @property
    def finds_no_crime(self) -> bool:
        """Whether the second discussion came to that."""
        return self.stops_at("discussion_2")

    @property
    def is_conviction(self) -> bool:
        """Whether the last verdict, as far as the file goes, is one that can be executed."""
        return Verdict.CONVICTED is (self.appeal_verdict if self.appealed else self.verdict)


def ending_of(case: RealCase) -> Ending:
    """The end that the file tells, or as far as it tells."""
    furthest = _furthest(case)
    stop, limit_passed = _stop(case, furthest)
    first = _first_verdict(case)
    last = _place(stop.task) if stop else _after_the_verdict(case, furthest)
    return Ending(
        last=ORDER[last] if last >= 0 else None,
        exit=stop,
        returned="p19_date" in case.dates or (stop is not None and stop.task == "file_recheck"),
        limit_passed=limit_passed,
        verdict=first,
        appeal_verdict=_appeal_verdict(case, first),
        appealed=furthest >= _place("appeal_filing"),
    )


def _furthest(case: RealCase) -> int:
    """The place of the last task that is known to be done; -1 where nothing is."""
    reached = [place for place, (_, fields) in enumerate(DONE_BY) if any(case.told[name] for name in fields)]
    outcome = case.text("outcome")
    if _APPEAL_DECIDED.search(outcome):
        reached.append(_place("appeal_verdict"))
    if _judged(outcome) is not Verdict.NOT_STATED and not _has_stopped(case):
        reached.append(_place("verdict"))
    return max(reached, default=-1)


def _after_the_verdict(case: RealCase, furthest: int) -> int:
    """What nobody dated but `outcome` tells: that a verdict is final, that a copy of it was sent, that it was executed."""
    told = case.text("outcome")
    sent = "verdict_delivery" if _NOTIFIED.search(told) else None
    later = "execution" if _EXECUTED.search(told) else sent
    if furthest == _place("appeal_verdict"):
        return _place(later or "appeal_verdict")
    if furthest == _place("verdict") and _is_final(case):
        return _place(later or "discussion_4")
    return furthest


def _stop(case: RealCase, furthest: int) -> tuple[Exit | None, bool]:
    """The exit that the words name, else a passed limit, else the next exit after what was done."""
    if not _has_stopped(case) or furthest >= _place("verdict"):
        return None, False
    ahead = [found for found in EXITS if _is_ahead(found, furthest) and found.task != _other_beginning(case)]
    said = f"{case.text('stop_reason')}; {case.text('outcome')}"
    named = next((found for found in ahead if found.words.search(said)), None)
    if named is not None:
        return named, False
    if _LIMIT_PASSED.search(said):
        return None, True
    return next((found for found in ahead if _is_open_to(found, case)), None), False


def _is_ahead(found: Exit, furthest: int) -> bool:
    """The date of the second discussion is given whichever way it was decided."""
    place = _place(found.task)
    return place > furthest or place == furthest == _place("discussion_2")


def _is_open_to(found: Exit, case: RealCase) -> bool:
    """Only a file that was returned can be found incomplete again."""
    return found.task != "file_recheck" or "p19_date" in case.dates


def _other_beginning(case: RealCase) -> str:
    return "initial_study" if case.is_finding else "finding_decision"


def _has_stopped(case: RealCase) -> bool:
    return bool(
        case.text("stop_reason") or case.text("stopped_date") or _STOPPED.search(case.text("outcome"))
    )


def _first_verdict(case: RealCase) -> Verdict:
    said, outcome = case.text("verdict_summary"), case.text("outcome")
    if said:
        return _sentenced(said)
    of_the_appeal = _APPEAL_DECIDED.search(outcome) and not _FIRST_INSTANCE.search(outcome)
    return Verdict.NOT_STATED if of_the_appeal else _judged(outcome)


def _appeal_verdict(case: RealCase, first: Verdict) -> Verdict:
    result, outcome = case.text("appeal_result"), case.text("outcome")
    if _UPHELD.search(result or outcome):
        return first
    return _sentenced(result) if result else _judged(outcome)


def _judged(words: str) -> Verdict:
    if _ACQUITTED.search(words):
        return Verdict.ACQUITTED
    return Verdict.CONVICTED if _CONVICTED.search(words) else Verdict.NOT_STATED


def _sentenced(words: str) -> Verdict:
    """In the summary of a verdict a penalty alone says that it was a conviction."""
    judged = _judged(words)
    return Verdict.CONVICTED if judged is Verdict.NOT_STATED and _PENALTY.search(words) else judged


def _is_final(case: RealCase) -> bool:
    outcome = case.text("outcome")
    return bool(_FINAL.search(outcome)) and not _CONSIDERING.search(outcome)
