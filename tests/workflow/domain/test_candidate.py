from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from workflow.domain.candidate import Candidate, ranked

candidates = st.lists(
    st.builds(
        Candidate,
        member_id=st.text("abc", min_size=1, max_size=3),
        office=st.sampled_from(["32.15", "32", "00"]),
        tasks_of_case=st.integers(0, 2),
        tasks_in_hand=st.integers(0, 3),
    ),
    unique_by=lambda candidate: candidate.member_id,
)


@given(candidates, st.data())
def test_the_order_depends_on_nothing_but_the_candidates(found: list[Candidate], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(found))
    assert ranked(shuffled, office="32.15") == ranked(found, office="32.15")


@given(candidates)
def test_nobody_with_more_to_do_comes_before_an_equal_with_less(found: list[Candidate]) -> None:
    for one, next_one in zip(ranked(found, office="32.15"), ranked(found, office="32.15")[1:], strict=False):
        equal = (one.office, one.tasks_of_case > 0) == (next_one.office, next_one.tasks_of_case > 0)
        assert not equal or one.tasks_in_hand <= next_one.tasks_in_hand
        assert (one.tasks_of_case > 0) >= (next_one.tasks_of_case > 0)
