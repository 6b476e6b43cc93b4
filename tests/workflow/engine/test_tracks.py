"""Tracks: an event sub-process that calls a process, any number of times and at any time."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.drawing import Process, straight
from tests.support.engine import Run, a_definition
from workflow.engine import Definition, EndedProcess, HumanTask

BOTH = pytest.mark.parametrize("cold", [True, False], ids=["cold", "warm"])
SIGNERS = ("bawaslu", "polri", "kejaksaan")


def main_line() -> Process:
    top = Process("top")
    top.chain(top.start(), top.call("main", "phase"), top.script("noted", "outcome = 'main'"), top.end())
    track = Process("tracks")
    track.messages.append("suspect.named")
    message = '<bpmn:messageEventDefinition messageRef="m_suspect_named"/>'
    track.add("startEvent", "named", message, isInterrupting="false")
    track.chain("named", track.call("call_track", "track"), track.end())
    top.inner_process(track, by_event=True)
    return top


def a_track() -> Process:
    """A task with a limit, signatures by a process called from here, a court called too; two ends that terminate."""
    track = Process("track")
    last = track.script("noted_court", "track_outcome = court")
    track.chain(track.start(), track.task("work"), track.call("sign", "signatures"))
    track.chain("sign", track.call("judge", "court"), last, track.terminate("over"))
    track.timer("work_limit", "work", 'limit("work", suspect)')
    track.chain("work_limit", track.task("explain"), track.script("noted_late", "track_outcome = 'expired'"))
    track.chain("noted_late", track.terminate("out_of_time"))
    return track


def signatures() -> Process:
    process = Process("signatures")
    process.add("parallelGateway", "fork")
    process.add("parallelGateway", "join")
    process.chain(process.start(), "fork")
    for signer in SIGNERS:
        process.chain("fork", process.task(f"signature_{signer}"), "join")
    process.chain("join", process.end())
    return process


def court() -> Process:
    process = Process("court")
    process.chain(process.start(), process.task("verdict"), process.terminate("read"))
    process.timer("verdict_limit", "verdict", 'limit("trial", suspect)')
    process.chain("verdict_limit", process.task("explain_trial"), process.end("explained"))
    return process


@pytest.fixture(scope="module")
def definition() -> Definition:
    return a_definition(main_line(), straight("phase", "main_work"), a_track(), signatures(), court())


class Tracks(Run):
    """A run whose tasks are named with the suspect they belong to."""

    def named(self, *suspects: str) -> Tracks:
        for suspect in suspects:
            self.receive("suspect.named", suspect=suspect)
        return self

    def do(self, task: str, suspect: str, **variables: Any) -> Tracks:
        self.complete_id(self.of(task, suspect).id, **variables)
        return self

    def of(self, task: str, suspect: str) -> HumanTask:
        found = [one for one in self.live().open_tasks() if one.bpmn_id == task]
        return next(one for one in found if one.data["suspect"] == suspect)

    def signed(self, suspect: str) -> Tracks:
        for signer in SIGNERS:
            self.do(f"signature_{signer}", suspect)
        return self

    def places(self) -> set[tuple[str, str | None]]:
        return {(task.bpmn_id, task.data.get("suspect")) for task in self.instance.open_tasks()}


def begun(definition: Definition, *, cold: bool) -> Tracks:
    return Tracks(definition, "top", {"regime": "pemilu"}, cold=cold)


@BOTH
def test_tracks_run_at_their_own_speed_beside_the_main_line(definition: Definition, *, cold: bool) -> None:
    run = begun(definition, cold=cold).named("a", "b").do("work", "b").do("signature_polri", "b")
    assert run.places() == {
        ("main_work", None),
        ("work", "a"),
        ("signature_bawaslu", "b"),
        ("signature_kejaksaan", "b"),
    }
    run.do("work", "a").signed("a").do("verdict", "a", court="acquitted")
    assert {suspect for _, suspect in run.places()} == {None, "b"}
    assert run.step.returned == (
        EndedProcess(
            "track",
            {"regime": "pemilu", "suspect": "a", "court": "acquitted", "track_outcome": "acquitted"},
        ),
        EndedProcess("court", {"regime": "pemilu", "suspect": "a", "court": "acquitted"}),
    )


@BOTH
def test_a_suspect_can_be_named_after_the_main_line_as_long_as_a_track_runs(
    definition: Definition, *, cold: bool
) -> None:
    run = begun(definition, cold=cold).named("a")
    run.complete("main_work")
    assert not run.step.ended
    run.named("b").do("work", "a").signed("a").do("verdict", "a", court="convicted")
    assert run.places() == {("work", "b")}
    run.do("work", "b").signed("b").do("verdict", "b", court="acquitted")
    assert run.step.ended
    assert run.step.waiting_messages == ()
    assert dict(run.step.data) == {"regime": "pemilu", "outcome": "main"}


@BOTH
def test_the_instance_ends_with_the_main_line_when_the_tracks_are_over(
    definition: Definition, *, cold: bool
) -> None:
    run = begun(definition, cold=cold).named("a").do("work", "a").signed("a").do("verdict", "a", court="none")
    assert not run.step.ended
    assert run.complete("main_work").ended
    assert run.step.outcome == "main"


@BOTH
def test_a_limit_passes_in_one_track_and_its_end_withdraws_that_track_alone(
    definition: Definition, *, cold: bool
) -> None:
    run = begun(definition, cold=cold).named("a", "b")
    run.limits.over_in.add(("work", "a"))
    run.fire()
    assert run.places() == {("main_work", None), ("work", "a"), ("work", "b"), ("explain", "a")}
    run.do("explain", "a")
    assert run.places() == {("main_work", None), ("work", "b")}
    assert [(closed.bpmn_id, closed.completed) for closed in run.step.closed] == [
        ("work", False),
        ("explain", True),
    ]
    assert [ended.data["track_outcome"] for ended in run.step.returned] == ["expired"]


@BOTH
def test_a_limit_in_a_called_process_knows_its_track(definition: Definition, *, cold: bool) -> None:
    run = begun(definition, cold=cold).named("a", "b")
    for suspect in ("a", "b"):
        run.do("work", suspect).signed(suspect)
    run.limits.over_in.add(("trial", "b"))
    step = run.fire()
    assert step is not None
    assert [(timer.limit, timer.track) for timer in step.fired] == [("trial", "b")]
    assert ("explain_trial", "b") in run.places()
    assert ("explain_trial", "a") not in run.places()


@BOTH
def test_a_task_tells_the_calls_it_lies_in(definition: Definition, *, cold: bool) -> None:
    run = begun(definition, cold=cold).named("a").do("work", "a")
    assert run.of("signature_polri", "a").path == ("tracks", "call_track", "sign")
    assert run.task("main_work").path == ("main",)


def test_many_tracks_leave_the_shared_specs_as_they_were(definition: Definition) -> None:
    before = definition.fingerprint()
    run = begun(definition, cold=True).named("a", "b", "c").do("work", "b").signed("b")
    run.do("verdict", "b", court="convicted").named("d")
    assert definition.fingerprint() == before
    assert begun(definition, cold=False).open() == ["main_work"]
