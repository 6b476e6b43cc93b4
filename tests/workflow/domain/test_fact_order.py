from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.workflow.domain.law import facts, facts_in
from workflow.domain.errors import ImpossibleFactError
from workflow.domain.fact_order import FOLLOWS, PLANNED, all_before, refuse_impossible
from workflow.domain.facts import FactKind
from workflow.domain.zones import Zone

NOW = datetime(2024, 6, 1, 16, 30, tzinfo=UTC)  # 23:30 in Jakarta, 1:30 of the next day in Jayapura


def refused(**times: str | None) -> list[tuple[str, str]]:
    """Field and rule of every refusal."""
    with pytest.raises(ImpossibleFactError) as error:
        refuse_impossible(facts(**times), now=NOW)
    return [(refusal.field, refusal.rule) for refusal in error.value.refusals]


def test_a_verdict_before_the_act_is_refused_even_with_nothing_known_between() -> None:
    assert refused(act_committed="2024-03-24", verdict_read="2024-03-21") == [("verdict_read", "fact-order")]


def test_a_refusal_says_both_dates_and_the_next_step_in_both_languages() -> None:
    with pytest.raises(ImpossibleFactError) as error:
        refuse_impossible(facts(act_committed="2024-03-24", verdict_read="2024-03-21"), now=NOW)
    refusal = error.value.refusals[0]
    assert refusal.problem.en == "verdict_read on 2024-03-21 is before act_committed on 2024-03-24"
    assert "mendahului" in refusal.problem.id
    assert refusal.next_step.id
    assert refusal.next_step.en


def test_every_impossible_fact_is_named_at_once() -> None:
    found = refused(file_sent="2024-03-05", file_returned="2024-03-04", executed="2024-07-01")
    assert found == [("executed", "fact-in-the-future"), ("file_returned", "fact-order")]


@pytest.mark.parametrize("at", ["2024-06-02", "2024-06-01T23:31", "2025-01-01"])
def test_a_fact_in_the_future_is_refused(at: str) -> None:
    assert refused(registered=at) == [("registered", "fact-in-the-future")]


def test_the_day_on_which_the_result_will_be_set_is_known_before() -> None:
    refuse_impossible(facts(result_set="2024-07-01"), now=NOW)
    assert {FactKind.RESULT_SET} == PLANNED


@pytest.mark.parametrize("at", ["2024-06-01", "2024-06-01T23:30", None])
def test_a_fact_of_today_is_accepted(at: str | None) -> None:
    refuse_impossible(facts(registered=at), now=NOW)


def test_today_is_the_local_day_of_the_office() -> None:
    refuse_impossible(facts_in(Zone.WIT, {"registered": "2024-06-02"}), now=NOW)


@pytest.mark.parametrize(
    "times",
    [
        {"file_sent": "2024-03-05", "file_returned": "2024-03-05"},
        {"file_sent": "2024-03-05T15:00", "file_returned": "2024-03-05"},
        {"file_sent": "2024-03-05T09:00", "file_returned": "2024-03-05T09:00"},
        {"file_sent": None, "file_returned": "2024-03-05"},
        {"file_sent": "2024-03-05", "file_returned": None},
    ],
)
def test_facts_of_one_day_and_unknown_facts_contradict_nothing(times: dict[str, str | None]) -> None:
    refuse_impossible(facts(**times), now=NOW)


def test_hours_of_one_day_are_compared_where_both_are_known() -> None:
    assert refused(file_sent="2024-03-05T15:00", file_returned="2024-03-05T14:59") == [
        ("file_returned", "fact-order")
    ]


@pytest.mark.parametrize("kind", list(FactKind))
def test_no_fact_comes_before_itself(kind: FactKind) -> None:
    assert kind not in all_before(kind)


def test_every_fact_but_the_act_and_the_result_follows_the_act() -> None:
    free = {FactKind.ACT_COMMITTED, FactKind.RESULT_SET}
    assert set(FOLLOWS) == set(FactKind) - free
    assert {kind for kind in FactKind if FactKind.ACT_COMMITTED in all_before(kind)} == set(FOLLOWS)
