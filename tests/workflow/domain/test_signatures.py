"""The joint decision, whoever tries to sign and in whatever order."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chassis.errors import DomainError, InvalidInputError, WrongStateError
from workflow.domain.officer import Agency
from workflow.domain.signatures import (
    Signature,
    Stance,
    missing_agencies,
    refuse_second_agency,
    refuse_stranger,
    signature_from,
)

ABSENT: dict[str, Any] = {"stance": "absent", "stand_in": {"officer": "budi", "mandate": "SM-1"}}


def a_signature(agency: str = "polri", signer: str = "ani", **changes: Any) -> Signature:
    answers: dict[str, Any] = {"stance": "concurring", **changes}
    return signature_from(answers, agency=agency, signer=signer, has_reasons=True)


def test_who_signed_for_one_agency_cannot_sign_for_another() -> None:
    with pytest.raises(InvalidInputError) as refused:
        refuse_second_agency(a_signature("bawaslu"), given=[a_signature("polri")])
    assert (refused.value.fields[0].field, refused.value.fields[0].rule) == (
        "signer",
        "one-person-one-agency",
    )


@pytest.mark.parametrize("spelling", ["ani", " ANI ", "a\u200bni", "\uff41ni"])
def test_nor_as_a_stand_in_however_it_is_spelt(spelling: str) -> None:
    absent = a_signature(
        "bawaslu", "citra", **ABSENT | {"stand_in": {"officer": spelling, "mandate": "SM-1"}}
    )
    with pytest.raises(InvalidInputError) as refused:
        refuse_second_agency(absent, given=[a_signature("polri", "ani")])
    assert refused.value.fields[0].field == "stand_in"


def test_an_agency_signs_once() -> None:
    with pytest.raises(WrongStateError):
        refuse_second_agency(a_signature(signer="budi"), given=[a_signature(signer="ani")])


@pytest.mark.parametrize(
    ("answers", "has_reasons", "field"),
    [
        ({"stance": "dissenting"}, False, "reasons"),
        (ABSENT, False, "reasons"),
        ({"stance": "absent"}, True, "stand_in"),
        ({"stance": "absent", "stand_in": {"officer": " ", "mandate": "SM-1"}}, True, "stand_in"),
        ({"stance": "absent", "stand_in": {"officer": "budi"}}, True, "stand_in"),
        ({**ABSENT, "stance": "concurring"}, True, "stand_in"),
    ],
)
def test_half_a_signature_is_refused(answers: dict[str, Any], has_reasons: bool, field: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        signature_from(answers, agency="polri", signer="ani", has_reasons=has_reasons)
    assert refused.value.fields[0].field == field


@pytest.mark.parametrize("roster", [None, "bawaslu"])
def test_a_stand_in_is_a_member_of_the_absent_ones_agency(roster: str | None) -> None:
    with pytest.raises(InvalidInputError):
        refuse_stranger(a_signature("polri", **ABSENT), stands_for=roster)
    refuse_stranger(a_signature("polri", **ABSENT), stands_for="polri")


PEOPLE = st.sampled_from(["ani", "Ani", "budi", " budi", "citra", "dewi", "eka"])
STANCES = st.sampled_from([stance.value for stance in Stance])
TRIES = st.lists(
    st.tuples(st.sampled_from(list(Agency)), PEOPLE, STANCES, st.none() | PEOPLE, st.booleans()), max_size=30
)


@settings(max_examples=500)
@given(TRIES)
def test_no_actors_and_no_order_find_a_way_round(
    tries: list[tuple[Agency, str, str, str | None, bool]],
) -> None:
    signed: list[Signature] = []
    for agency, signer, stance, stand_in, has_reasons in tries:
        answers = {"stance": stance, "stand_in": stand_in and {"officer": stand_in, "mandate": "SM-1"}}
        try:
            signature = signature_from(answers, agency=agency, signer=signer, has_reasons=has_reasons)
            refuse_second_agency(signature, given=signed)
        except DomainError:
            continue
        signed.append(signature)
    assert len({signature.agency for signature in signed}) == len(signed)
    acted_for: dict[str, set[Agency]] = {}
    for signature in signed:
        assert signature.stance is Stance.CONCURRING or signature.has_reasons
        assert (signature.stance is Stance.ABSENT) == (signature.stand_in is not None)
        for person in (signature.signer, signature.stand_in):
            if person is not None:
                acted_for.setdefault(person.strip().lower(), set()).add(signature.agency)
    assert all(len(agencies) == 1 for agencies in acted_for.values())
    if not missing_agencies(signed):
        assert len(acted_for) >= len(Agency)
