"""The documents name what the code has: every problem, every event."""

from __future__ import annotations

from pathlib import Path

import cases.domain.errors
import chassis.errors
import notify.domain.errors
import workflow.domain.errors
import workflow.domain.incident
import workflow.domain.instance
from chassis.errors import DomainError
from workflow.messages.published import TYPES

DOCS = Path(__file__).parents[2] / "docs"


def test_every_problem_is_described() -> None:
    text = (DOCS / "problems.md").read_text(encoding="utf-8")
    ours = (workflow.domain.errors, workflow.domain.incident, workflow.domain.instance)
    modules = (chassis.errors, cases.domain.errors, notify.domain.errors, *ours)
    kinds = [kind for module in modules for kind in vars(module).values() if isinstance(kind, type)]
    problems = {kind.slug() for kind in kinds if issubclass(kind, DomainError) and kind is not DomainError}
    assert not [slug for slug in sorted(problems) if f"`{slug}`" not in text]


def test_every_event_is_described() -> None:
    text = (DOCS / "messages.md").read_text(encoding="utf-8")
    events = {"member.appointed", "notification.acknowledged"} | {
        f"case.{verb}"
        for verb in (
            "received",
            "registered",
            "closed",
            "suspect_named",
            "withdrawn",
            "transferred",
            "joined",
        )
    }
    assert not [event for event in sorted(events | TYPES) if f"`{event}`" not in text]
