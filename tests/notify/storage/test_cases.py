from __future__ import annotations

from uuid import UUID

from notify.storage.unit import NotifyUnit
from tests.notify.builders import CASE, a_limit

SUSPECT = UUID("01890000-0000-7000-8000-0000000000a1")


def test_a_case_goes_by_its_register_number_once_it_has_one(unit: NotifyUnit) -> None:
    unit.cases.note_intake(CASE, "002/LP")
    assert unit.cases.numbers([CASE]) == {CASE: "002/LP"}
    unit.cases.note_registration(CASE, "010/Reg")
    assert unit.cases.numbers([CASE]) == {CASE: "010/Reg"}


def test_a_late_intake_number_does_not_hide_the_register_number(unit: NotifyUnit) -> None:
    unit.cases.note_registration(CASE, "010/Reg")
    unit.cases.note_intake(CASE, "002/LP")
    assert unit.cases.numbers([CASE]) == {CASE: "010/Reg"}


def test_the_newest_computation_of_a_limit_counts(unit: NotifyUnit) -> None:
    unit.cases.note_limit(CASE, a_limit(rule="P21", safe_limit=None))
    unit.cases.note_limit(CASE, a_limit())
    wanted = [(CASE, "trial", None), (CASE, "study", None)]
    assert unit.cases.limits(wanted) == {(CASE, "trial", None): a_limit()}


def test_each_suspect_has_an_own_computation(unit: NotifyUnit) -> None:
    unit.cases.note_limit(CASE, a_limit(rule="P20"))
    unit.cases.note_limit(CASE, a_limit(), track=SUSPECT)
    wanted = [(CASE, "trial", None), (CASE, "trial", SUSPECT)]
    assert unit.cases.limits(wanted) == {
        (CASE, "trial", None): a_limit(rule="P20"),
        (CASE, "trial", SUSPECT): a_limit(),
    }


def test_a_limit_keeps_the_zone_it_was_computed_in(unit: NotifyUnit) -> None:
    unit.cases.note_limit(CASE, a_limit())
    kept = unit.cases.limits([(CASE, "trial", None)])[CASE, "trial", None]
    assert kept.legal_limit is not None
    assert kept.legal_limit.isoformat() == "2024-03-21T23:59:59+07:00"
