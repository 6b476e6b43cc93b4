"""A discussion closes when one named signer of each agency has spoken, and not before."""

from __future__ import annotations

import contextlib
import json
import random
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from chassis.errors import DomainError, InvalidInputError
from tests.workflow.builders import CaseBench, an_officer, expecting
from tests.workflow.small_procedure import AGENCIES, small_procedure
from workflow.actions.tasks import claim_task, complete_task, task_in_hand
from workflow.domain.instance import ProcedureFaultError
from workflow.domain.member import Member
from workflow.domain.officer import Agency, Officer
from workflow.domain.signatures import Signature, Stance
from workflow.domain.task import HumanTask
from workflow.storage.signatures import GivenSignature
from workflow.storage.unit import WorkflowUnit

MANDATE = "SM-7/2024"


def put_up_for_signature(bench: CaseBench) -> UUID:
    case_id = bench.start()
    bench.name_suspect(case_id)
    bench.complete(case_id, "discussion_3", held={"at": "2024-01-29"})
    return case_id


@pytest.fixture
def case_id(small: CaseBench) -> UUID:
    """The minutes of its third discussion wait for their signatures."""
    return put_up_for_signature(small)


def given(bench: CaseBench, case_id: UUID) -> list[GivenSignature]:
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        return unit.signatures.of_case(case_id)


def appoint(bench: CaseBench, member: str, agency: str) -> None:
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        unit.members.note(Member(member, agency), appointed_at=unit.now)


def everybody_but(agency: str) -> list[str]:
    return [other for other in AGENCIES if other != agency]


def names(bench: CaseBench, case_id: UUID) -> set[str]:
    return {task.name for task in bench.open_tasks(case_id) if task.track}


@pytest.mark.parametrize("last", AGENCIES)
def test_the_case_waits_for_the_last_agency_whichever_it_is(
    small: CaseBench, case_id: UUID, last: str
) -> None:
    for agency in everybody_but(last):
        small.complete(case_id, f"signature_{agency}", stance="concurring")
    assert names(small, case_id) == {f"signature_{last}"}
    small.complete(case_id, f"signature_{last}", stance="concurring")
    assert names(small, case_id) == {"file_transfer"}


def test_a_signature_names_its_minutes_signer_and_entry(small: CaseBench, case_id: UUID) -> None:
    small.complete(case_id, "signature_polri", stance="concurring")
    (found,) = given(small, case_id)
    assert (found.discussion, found.signature.signer, found.signature.stance) == (
        "discussion_3",
        "polri-karawang",
        Stance.CONCURRING,
    )
    body = json.loads(small.journal(case_id)[found.sequence - 1].body)
    assert (body["cause"]["actor"], body["answers"]) == ("polri-karawang", {"stance": "concurring"})
    assert (body["cause"]["discussion"], body["cause"]["occurrence"]) == ("discussion_3", found.occurrence)


def test_a_dissent_is_kept_with_its_reasons(small: CaseBench, case_id: UUID) -> None:
    small.complete(case_id, "signature_kejaksaan", stance="dissenting", reasons="unsur tidak terpenuhi")
    (found,) = given(small, case_id)
    with small.database.unit_of_work(WorkflowUnit) as unit:
        words = unit.journal.words(case_id)
    assert found.reasons is not None
    assert words[found.reasons] == "unsur tidak terpenuhi"


def test_a_dissent_without_reasons_is_none(small: CaseBench, case_id: UUID) -> None:
    with pytest.raises(InvalidInputError) as refused:
        small.complete(case_id, "signature_kejaksaan", stance="dissenting")
    assert refused.value.fields[0].field == "reasons"


def test_a_member_of_the_agency_stands_in_by_mandate(small: CaseBench, case_id: UUID) -> None:
    stand_in = {"officer": "polri-2", "mandate": MANDATE}
    absent: dict[str, Any] = {"stance": "absent", "reasons": "sakit", "stand_in": stand_in}
    with pytest.raises(InvalidInputError) as refused:
        small.complete(case_id, "signature_polri", **absent)
    assert refused.value.fields[0].rule == "stand-in-is-a-member"
    appoint(small, "polri-2", "polri")
    small.complete(case_id, "signature_polri", **absent)
    (found,) = given(small, case_id)
    assert (found.signature.stand_in, found.signature.mandate) == ("polri-2", MANDATE)


def test_one_person_with_two_badges_signs_once(small: CaseBench, case_id: UUID) -> None:
    both = an_officer("polri", id="budi")
    small.complete(case_id, "signature_polri", by=both, stance="concurring")
    with pytest.raises(InvalidInputError) as refused:
        small.complete(
            case_id, "signature_bawaslu", by=replace(both, agency=Agency.BAWASLU), stance="concurring"
        )
    assert refused.value.fields[0].rule == "one-person-one-agency"
    assert "signature_bawaslu" in names(small, case_id)


def test_who_signed_another_discussion_may_sign_this_one_for_another_agency(
    small: CaseBench, case_id: UUID
) -> None:
    budi = an_officer("polri", id="budi")
    small.complete(case_id, "signature_polri", by=budi, stance="concurring")
    other = put_up_for_signature(small)
    small.complete(other, "signature_bawaslu", by=replace(budi, agency=Agency.BAWASLU), stance="concurring")


def test_a_model_that_forgets_an_agency_is_at_fault(bench: CaseBench) -> None:
    bench.deploy(small_procedure(signing=("bawaslu", "polri")))
    case_id = put_up_for_signature(bench)
    bench.complete(case_id, "signature_bawaslu", stance="concurring")
    with pytest.raises(ProcedureFaultError):
        bench.complete(case_id, "signature_polri", stance="concurring")
    assert names(bench, case_id) == {"signature_polri"}


@pytest.mark.parametrize("seed", range(12))
def test_no_actors_in_any_order_close_a_discussion_without_three_people(
    small: CaseBench, case_id: UUID, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 - dice of a test
    people = [f"person-{number}" for number in range(4)]
    for person in people:
        appoint(small, person, chance.choice(AGENCIES))
    for _ in range(15):
        if waiting := sorted(names(small, case_id) - {"file_transfer"}):
            task = small.task(case_id, chance.choice(waiting))
            with contextlib.suppress(DomainError):
                attempt(
                    small, task, an_officer(task.agency, id=chance.choice(people)), answers(chance, people)
                )
    signed = [found.signature for found in given(small, case_id)]
    closed = names(small, case_id) == {"file_transfer"}
    assert closed == ({signature.agency for signature in signed} == set(Agency))
    assert not shared(signed)


def answers(chance: random.Random, people: list[str]) -> dict[str, Any]:
    """What somebody might send, whole or not."""
    said: dict[str, Any] = {"stance": chance.choice(list(Stance)).value}
    if chance.random() < 0.7:
        said["reasons"] = "alasan"
    if chance.random() < 0.5:
        said["stand_in"] = {"officer": chance.choice(people), "mandate": MANDATE}
    return said


def attempt(bench: CaseBench, task: HumanTask, by: Officer, said: dict[str, Any]) -> None:
    """Claim and sign in one unit, so that a refusal leaves the task to others."""
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        claimed = claim_task(unit, task.id, officer=by, expected=expecting(task.version))
        held = task_in_hand(unit, task.id, officer=by, expected=expecting(claimed.version))
        complete_task(unit, bench.procedure, held, said, officer=by)


def shared(signed: list[Signature]) -> bool:
    """Whether anybody acted for two agencies."""
    acted_for: dict[str, set[Agency]] = {}
    for signature in signed:
        for person in signature.people:
            acted_for.setdefault(person, set()).add(signature.agency)
    return any(len(agencies) > 1 for agencies in acted_for.values())
