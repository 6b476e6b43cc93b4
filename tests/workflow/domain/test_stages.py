from __future__ import annotations

import pytest

from workflow.domain.stages import furthest_stage


@pytest.mark.parametrize(
    ("running", "stage"),
    [
        (["handling", "finding"], "finding"),
        (["handling", "assessment", "signatures"], "assessment"),
        (["handling", "investigation", "suspect", "signatures"], "investigation"),
        (["handling", "investigation", "suspect", "prosecution", "suspect"], "prosecution"),
        (["handling", "referral"], "assessment"),
        ([], "assessment"),
    ],
)
def test_the_stage_is_that_of_the_furthest_part(running: list[str], stage: str) -> None:
    assert furthest_stage(running, now_in="assessment") == stage
