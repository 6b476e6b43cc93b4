"""What a form asks for besides its facts: the decision, the words for it, and what the file says nothing of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from console.replay_ending import Ending
from console.replay_file import RealCase

NOT_TOLD = "The file gives no reason."
PARTS_NOT_TOLD = "The replayed file does not tell what was in the case's file."
SIGNED: Mapping[str, str] = {"stance": "concurring"}
"""How each agency signs minutes: the file tells of no dissent and no absence."""

PARTS = (
    "cover_letter",
    "assignment_letter",
    "table_of_contents",
    "report_form",
    "study_result",
    "inquiry_report",
    "clarification_invitations",
    "clarification_minutes",
    "oath_minutes",
    "discussion_minutes",
    "witness_list",
    "reported_list",
    "evidence",
    "inquiry_administration",
)
"""The 14 parts of the file that is forwarded."""

NOTHING_REFERRED = {"administrative": False, "ethics": False, "other_law": False}
GOES_ON: Mapping[str, Mapping[str, Any]] = {
    "finding_decision": {"decision": "found"},
    "initial_study": {"decision": "complete"},
    "clarification_study": {"extended": False},
    "inquiry": {"decision": "evidence_enough"},
    "discussion_2": {"decision": "crime"},
    "plenary": {"decision": "forward", **NOTHING_REFERRED},
    "forwarding": {"file": {part: {"present": False, "reason": PARTS_NOT_TOLD} for part in PARTS}},
    "police_investigation": {"decision": "suspects_named"},
    "suspect_examination": {"decision": "file"},
    "file_check": {"decision": "complete"},
    "file_recheck": {"decision": "complete"},
    "hand_over": {"decision": "handed_over"},
    "court_transfer": {"decision": "transferred"},
    "verdict": {"in_absentia": False, "affects_votes": False},
    "appeal_filing": {"decision": "filed"},
}
"""What is answered where the case goes on."""

TOLD_IN: Mapping[str, str] = {"verdict": "verdict_summary", "appeal_verdict": "appeal_result"}
"""The field with the words of a verdict."""


def answers_to(case: RealCase, task: str, ending: Ending) -> dict[str, Any]:
    """The decision of a task and the words that its form then asks for."""
    if ending.exit is not None and ending.stops_at(task):
        return stop_with(case, task, ending.exit.decision)
    if task == "inquiry" and ending.finds_no_crime:
        return stop_with(case, task, "not_enough")
    if task == "file_check" and ending.returned:
        return {"decision": "returned", "instructions": "The file does not give the instructions."}
    if task in TOLD_IN:
        return {**GOES_ON.get(task, {}), **_judged(case, task, ending)}
    if task == "discussion_4":
        return {"decision": "appeal" if ending.appealed else "accept"}
    return dict(GOES_ON.get(task, {}))


def stop_with(case: RealCase, task: str, decision: str) -> dict[str, Any]:
    """A decision that does not let the case go on, with the reason that the file gives."""
    reason = case.text("stop_reason") or case.text("outcome") or NOT_TOLD
    classified = NOTHING_REFERRED if task == "plenary" else {}
    return {"decision": decision, "reason": reason, **classified}


def _judged(case: RealCase, task: str, ending: Ending) -> dict[str, Any]:
    verdict = ending.verdict if task == "verdict" else ending.appeal_verdict
    summary = case.text(TOLD_IN[task])
    return {"decision": verdict.value, **({"summary": summary} if summary else {})}
