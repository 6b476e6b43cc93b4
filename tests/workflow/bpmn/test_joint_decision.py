"""The joint decision: no discussion closes without one signature of each of the three agencies, whatever happens."""

from collections import Counter
from collections.abc import Callable
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workflow.bpmn.case_run import AGENCIES, CaseRun
from tests.workflow.bpmn.drawings import DRAWINGS
from tests.workflow.bpmn.filled_forms import form_named
from tests.workflow.bpmn.routes import (
    PLACES,
    A,
    B,
    C,
    examined,
    in_court,
    in_second_discussion,
    named,
    registered,
    under_investigation,
)
from workflow.engine import HumanTask

MINUTES = ("discussion_1", "discussion_2", "discussion_3", "discussion_4")
BEHIND = {
    "discussion_1": {"clarification_study", "inquiry"},
    "discussion_2": {"plenary"},
    "discussion_3": {"file_transfer"},
    "discussion_4": {"appeal_filing", "verdict_delivery"},
}
"""The tasks that open once the minutes are closed."""
STEPS = 40
Key = tuple[str, str | None]


def open_minutes() -> dict[str, tuple[CaseRun, str | None]]:
    """A case in each discussion, the minutes just written."""
    return {
        "discussion_1": (registered().answer("discussion_1"), None),
        "discussion_2": (in_second_discussion().answer("discussion_2", decision="crime"), None),
        "discussion_3": (examined("file").answer("discussion_3", A), A),
        "discussion_4": (
            in_court()
            .answer("verdict", A, decision="convicted")
            .answer("discussion_4", A, decision="appeal"),
            A,
        ),
    }


@pytest.mark.parametrize("discussion", MINUTES)
def test_minutes_open_one_signature_in_the_lane_of_each_agency(discussion: str) -> None:
    run, suspect = open_minutes()[discussion]
    tasks = [task for task in run.all_open() if task.data.get("suspect") == suspect]
    assert {(task.bpmn_id, task.lane) for task in tasks} == {
        (f"signature_{agency}", agency) for agency in AGENCIES
    }
    assert all(task.properties["form"] == "signature" for task in tasks)
    assert all(task.path[-1] == f"sign_{discussion}" for task in tasks)


@pytest.mark.parametrize("order", list(permutations(AGENCIES)), ids="-".join)
@pytest.mark.parametrize("discussion", MINUTES)
def test_the_discussion_closes_with_the_third_signature_and_not_before(
    discussion: str, order: tuple[str, ...]
) -> None:
    run, suspect = open_minutes()[discussion]
    for agency in order:
        assert not run.open_tasks(suspect) & BEHIND[discussion]
        run.answer(f"signature_{agency}", suspect, stance="concurring")
    assert run.open_tasks(suspect) & BEHIND[discussion]


def test_no_way_leads_round_the_join() -> None:
    """In the drawing: every call of the signatures follows minutes, and nothing else follows those."""
    after = {
        flow.get("sourceRef"): flow.get("targetRef")
        for drawing in DRAWINGS
        for flow in drawing.flows
        if flow.get("sourceRef") in MINUTES
    }
    assert after == {minutes: f"sign_{minutes}" for minutes in MINUTES}
    calls = {id_: node for drawing in DRAWINGS for id_, node in drawing.of_kind("callActivity").items()}
    assert {calls[id_].get("calledElement") for id_ in after.values()} == {"signatures"}
    signatures = next(drawing for drawing in DRAWINGS if drawing.name == "signatures")
    into_the_join = [flow for flow in signatures.flows if flow.get("targetRef") == "all_have_signed"]
    assert {flow.get("sourceRef") for flow in into_the_join} == {f"signature_{name}" for name in AGENCIES}
    assert "all_have_signed" in signatures.of_kind("parallelGateway")


class Watch:
    """Follows a run and fails it when a discussion closes without its three signatures."""

    def __init__(self, run: CaseRun) -> None:
        self.run = run
        self.signed: dict[Key, Counter[str]] = {}
        self.closed: set[Key] = set()
        self.seen = len(run.deltas)

    def answer(self, task: HumanTask, **fields: object) -> None:
        suspect = task.data.get("suspect")
        if task.bpmn_id in MINUTES:
            self.signed[task.bpmn_id, suspect] = Counter()
        if task.properties["form"] == "signature":
            self.signed[task.path[-1].removeprefix("sign_"), suspect][task.lane or ""] += 1
        self.run.answer(task.bpmn_id, suspect, **fields)
        self.look()

    def look(self) -> None:
        """Look at the last step, unless the limit that passed moved nothing."""
        if len(self.run.deltas) == self.seen:
            return
        self.seen = len(self.run.deltas)
        for ended in self.run.step.returned:
            if ended.process_id == "signatures":
                self._note_closed(ended.data.get("suspect"))
        for discussion, behind in BEHIND.items():
            for suspect in (None, A, B, C):
                if self.run.open_tasks(suspect) & behind:
                    assert (discussion, suspect) in self.closed

    def _note_closed(self, suspect: str | None) -> None:
        """Exactly one discussion of this suspect has its three signatures and was open until now."""
        complete = {
            key
            for key, given_by in self.signed.items()
            if key[1] == suspect and given_by == Counter(AGENCIES)
        }
        assert len(complete - self.closed) == 1
        self.closed |= complete


STARTS: dict[str, Callable[[], CaseRun]] = {
    "registered": registered,
    "under investigation": under_investigation,
    "two suspects": lambda: named(under_investigation(), A, B),
}


@settings(deadline=None, max_examples=50)
@given(data=st.data(), beginning=st.sampled_from(sorted(STARTS)))
def test_no_order_of_anything_that_can_happen_closes_a_discussion_without_all_three(
    data: st.DataObject, beginning: str
) -> None:
    run = STARTS[beginning]()
    watch = Watch(run)
    if beginning != "registered":
        watch.closed |= {("discussion_1", None), ("discussion_2", None)}
    for _ in range(STEPS):
        if run.ended:
            break
        happening = data.draw(st.sampled_from(["answer"] * 8 + ["limit", "suspect"]))
        if happening == "answer" and run.all_open():
            task = data.draw(st.sampled_from(run.all_open()))
            watch.answer(task, **data.draw(st.sampled_from(answers(task))))
        elif happening == "limit":
            place = PLACES[data.draw(st.sampled_from(sorted(PLACES)))]
            run.pass_limit(place.limit, data.draw(st.sampled_from([None, A, B])))
            watch.look()
        elif happening == "suspect" and C not in named_so_far(run):
            run.name_suspect(C)
            watch.look()


def named_so_far(run: CaseRun) -> set[str]:
    return {given.data["suspect"] for given in run.inputs if given.name == "suspect.named"}


def answers(task: HumanTask) -> list[dict[str, object]]:
    """One answer for each choice of the form; choices that pilkada refuses are tried in pemilu."""
    fields = form_named(task.properties["form"])["properties"]
    for name in ("decision", "stance"):
        if name in fields:
            given = [{name: choice} for choice in fields[name]["enum"]]
            referring = {"decision": "refer_only"}
            return [{**one, "administrative": True} if one == referring else one for one in given]
    return [{"extended": True}, {"extended": False}] if "extended" in fields else [{}]
