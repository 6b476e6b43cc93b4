"""Signatures under the minutes of a discussion: checked before the step, kept after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workflow.actions.forms import FilledForm
from workflow.actions.step_record import Taken
from workflow.domain.instance import Instance, ProcedureFaultError
from workflow.domain.officer import Officer
from workflow.domain.signatures import (
    SIGNATURE_FORM,
    Signature,
    missing_agencies,
    refuse_second_agency,
    refuse_stranger,
    signature_from,
)
from workflow.domain.task import HumanTask
from workflow.storage.signatures import GivenSignature
from workflow.storage.unit import WorkflowUnit


@dataclass(frozen=True)
class Minutes:
    """The signatures under the minutes of one discussion, the one that is given now the last."""

    before: Sequence[Signature]
    signature: Signature


def signature_in(
    unit: WorkflowUnit, task: HumanTask, filled: FilledForm, *, officer: Officer
) -> Minutes | None:
    """The signature that a completed task gives, refused where the joint decision forbids it; None for other tasks.

    The caller has locked the case, so that no two signatures are checked beside each other.
    """
    if task.form != SIGNATURE_FORM:
        return None
    signature = signature_from(
        filled.answers, agency=task.agency, signer=officer.id, has_reasons=bool(filled.texts.get("reasons"))
    )
    before = unit.signatures.of_discussion(task.case_id, task.opened_in)
    refuse_second_agency(signature, given=before)
    if signature.stand_in is not None:
        refuse_stranger(signature, stands_for=unit.members.agency_of(signature.stand_in))
    return Minutes(before, signature)


def keep_signature(
    unit: WorkflowUnit, instance: Instance, task: HumanTask, minutes: Minutes, taken: Taken
) -> None:
    """Keep it beside the journal entry that was just written; the discussion may have closed with it."""
    unit.signatures.add(
        GivenSignature(
            case_id=task.case_id,
            occurrence=task.opened_in,
            discussion=task.discussion or task.name,
            track=task.track,
            signature=minutes.signature,
            reasons=taken.texts.get("reasons"),
            task_id=task.id,
            sequence=instance.sequence,
            signed_at=unit.now,
        )
    )
    _must_be_joint(task, minutes, taken)


def _must_be_joint(task: HumanTask, minutes: Minutes, taken: Taken) -> None:
    """A model that lets a discussion close without all three agencies is at fault, and the step is not taken."""
    waiting = [other for other in taken.waiting if _of_same_minutes(other, task)]
    cancelled = any(
        change.event == "task.cancelled" and _of_same_minutes(change.task, task) for change in taken.tasks
    )
    missing = missing_agencies([*minutes.before, minutes.signature])
    if missing and not waiting and not cancelled:
        raise ProcedureFaultError(
            f"The minutes would close without {', '.join(missing)}. Tell the administrator the request id.",
            id=f"Berita acara akan ditutup tanpa {', '.join(missing)}. Sampaikan nomor permintaan kepada administrator.",
            rule="joint-decision",
        )


def _of_same_minutes(other: HumanTask, task: HumanTask) -> bool:
    return other.form == SIGNATURE_FORM and other.opened_in == task.opened_in
