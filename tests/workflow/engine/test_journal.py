from __future__ import annotations

import json

import pytest
import rfc8785

from tests.support.drawing import Process, straight
from tests.support.engine import INSTANCE_ID, Run, a_definition
from workflow.engine import JournalError, fold, genesis, restore, state_from


def a_run() -> Run:
    run = Run(
        a_definition(straight("p", "a", "b", "c")),
        "p",
        {"office": "51.01", "weight": 0.5, "name": "Jembrana é"},
    )
    run.complete("a", decision="crime")
    run.complete("b", list=[{"z": 1, "a": [True, None]}])
    return run


def test_deltas_and_snapshots_are_canonical_json() -> None:
    run = a_run()
    for stored in [*run.deltas, run.instance.snapshot()]:
        assert rfc8785.dumps(json.loads(stored)) == stored


def test_a_fold_may_begin_at_any_snapshot() -> None:
    definition = a_definition(straight("p", "a", "b"))
    run = Run(definition, "p")
    snapshot = run.instance.snapshot()
    run.complete("a", x=1)
    assert fold(snapshot, run.deltas[1:]) == run.folded()
    assert fold(snapshot, run.deltas[1:]).to_bytes() == run.instance.snapshot()


def test_a_fold_up_to_an_earlier_step_shows_what_was_open_then() -> None:
    run = a_run()
    then = fold(genesis(run.definition, INSTANCE_ID), run.deltas[:2])
    assert [task.bpmn_id for task in restore(then, run.definition).open_tasks()] == ["b"]


def test_a_gap_in_the_deltas_is_refused() -> None:
    run = a_run()
    with pytest.raises(JournalError, match="step 3 found where step 2 must follow"):
        fold(genesis(run.definition, INSTANCE_ID), [run.deltas[0], run.deltas[2]])


def test_a_journal_of_another_definition_is_refused() -> None:
    run = a_run()
    with pytest.raises(JournalError, match="runs on definition"):
        restore(run.folded(), a_definition(straight("p", "a")))


@pytest.mark.parametrize("stored", [b"", b"[]", b"{}", b"nonsense", b'{"counters":{},"format":99}'])
def test_bytes_that_are_no_snapshot_are_refused(stored: bytes) -> None:
    with pytest.raises(JournalError):
        state_from(stored)


def test_a_step_writes_what_changed_and_not_the_whole_instance() -> None:
    names = [f"t{number}" for number in range(40)]
    run = Run(a_definition(straight("p", *names)), "p")
    sizes = [len(run.complete(name).delta) for name in names[:-1]]
    assert max(sizes) < 800 < len(run.deltas[0])


def test_a_finished_call_leaves_the_state() -> None:
    outer = Process("outer")
    outer.chain(outer.start(), outer.call("c", "inner"), outer.task("z"), outer.end())
    run = Run(a_definition(outer, straight("inner", "a", "b")), "outer")
    assert len(run.folded().flows) == 2
    run.complete("a")
    run.complete("b")
    assert len(run.folded().flows) == 1


def test_a_content_that_many_tasks_hold_is_kept_once() -> None:
    run = Run(a_definition(straight("p", "a", "b")), "p", {"text": "x" * 500})
    assert run.instance.snapshot().count(b"x" * 500) == 1
