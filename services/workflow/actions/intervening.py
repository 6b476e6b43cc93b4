"""Reaching a case to intervene in it as a whole: seen, allowed, in the version that was read, and locked."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from chassis.errors import NotAllowedError
from chassis.preconditions import Precondition
from workflow.actions.cases import must_lock, visible_case
from workflow.domain.access import may_cancel, may_intervene
from workflow.domain.instance import Instance
from workflow.domain.officer import Officer
from workflow.storage.unit import WorkflowUnit

Allows = Callable[[Officer, Instance], bool]


def case_to_intervene(
    unit: WorkflowUnit, case_id: UUID, *, officer: Officer, expected: Precondition
) -> Instance:
    """For coordinators within reach: to try again, repair, suspend, resume or move back."""
    refusal = NotAllowedError(
        "Only coordinators within reach of a case intervene in it. Ask yours.",
        id="Hanya koordinator dalam jangkauan perkara yang dapat mengambil tindakan ini. Hubungi koordinator Anda.",
        rule="role",
    )
    return _reached(unit, case_id, may_intervene, refusal, officer=officer, expected=expected)


def case_to_cancel(
    unit: WorkflowUnit, case_id: UUID, *, officer: Officer, expected: Precondition
) -> Instance:
    """For the coordinators of Bawaslu, at the office that handles the case or above it."""
    refusal = NotAllowedError(
        "Only coordinators of Bawaslu, at the office that handles the case or above it, cancel a case. Ask them.",
        id="Hanya koordinator Bawaslu pada kantor yang menangani perkara atau di atasnya yang dapat membatalkannya. "
        "Hubungi mereka.",
        rule="role",
    )
    return _reached(unit, case_id, may_cancel, refusal, officer=officer, expected=expected)


def _reached(
    unit: WorkflowUnit,
    case_id: UUID,
    allows: Allows,
    refusal: NotAllowedError,
    *,
    officer: Officer,
    expected: Precondition,
) -> Instance:
    if not allows(officer, visible_case(unit, case_id, officer=officer)):
        raise refusal
    instance = must_lock(unit, case_id)
    expected.check(instance.sequence)
    return instance
