"""The command's side of the inbox benchmark: what it measures, and what it makes of it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner

from console import bench_inbox
from console.bench_asking import Asked, slowest
from console.bench_questions import Question

FIGURES: dict[str, Any] = {
    "page_p50_ms": 5.0,
    "page_p99_ms": 41.0,
    "count_p99_ms": 20.0,
    "ratio_to_10k": 1.2,
    "slowest": [(41.0, "nation: everything")],
}


class Nowhere:
    """A system that is not started, for a command whose measuring is left out."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, *_: object) -> None:
        return None


@pytest.fixture(autouse=True)
def measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_inbox, "private_system", lambda **_: Nowhere())
    monkeypatch.setattr(bench_inbox, "measure", lambda *_args, **_options: FIGURES)


def test_machine_output_is_json_and_nothing_else() -> None:
    printed = CliRunner().invoke(bench_inbox.inbox, ["--json"])
    assert json.loads(printed.stdout) == json.loads(json.dumps(FIGURES))


def test_people_see_each_figure_beside_its_bar() -> None:
    printed = CliRunner().invoke(bench_inbox.inbox, []).stdout
    for bar in bench_inbox.BARS:
        assert bar.name in printed


def test_percentiles_are_in_milliseconds_and_the_slowest_question_comes_first() -> None:
    asked = Asked(
        page_seconds=[0.001, 0.002, 0.003],
        count_seconds=[0.004, 0.004],
        by_question={0: [0.001, 0.003], 1: [0.009]},
        names={0: "one", 1: "two"},
    )
    assert (asked.pages(50), asked.counts(50)) == (2.0, 4.0)
    assert slowest(asked) == [(9.0, "two"), (2.0, "one")]


def test_a_question_says_what_it_asks() -> None:
    assert f"{Question('nation', {})}" == "nation: everything"
    question = Question("nation", {"role": "officer"}, "due", "id,title")
    assert question.page() == {"role": "officer", "sort": "due", "fields": "id,title"}
    assert question.filters == {"role": "officer"}
