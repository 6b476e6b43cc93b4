from __future__ import annotations

import json
from pathlib import Path

import pytest

from console.replay_facts import FACTS, RETURNED, STOPPED
from console.replay_route import MINUTES, NAMING, OF_A_SUSPECT, ORDER, agency_of

ROOT = Path(__file__).parents[2]
TASKS = [task for task in ORDER if task != NAMING]
DESCRIBED = (ROOT / "docs" / "procedure.md").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("task", TASKS)
def test_every_task_and_fact_is_one_of_the_drawn_procedure(task: str) -> None:
    form = json.loads(
        (ROOT / "bpmn" / "forms" / f"{task.replace('_', '-')}.json").read_text(encoding="utf-8")
    )
    facts = {said["x-fact"] for said in form["properties"].values() if "x-fact" in said}
    own = {"file_check": (RETURNED,), "police_investigation": (STOPPED,), "suspect_examination": (STOPPED,)}
    assert {source.fact for source in (*FACTS[task], *own.get(task, ()))} <= facts


@pytest.mark.parametrize("task", TASKS)
def test_each_task_is_done_by_the_agency_of_its_lane(task: str) -> None:
    row = next(line for line in DESCRIBED if line.startswith(f"| `{task}`"))
    assert row.split("|")[2].strip() == agency_of(task)


def test_what_belongs_to_a_suspect_is_drawn_in_the_suspects_own_process() -> None:
    drawn = "".join(
        (ROOT / "bpmn" / f"{name}.bpmn").read_text(encoding="utf-8") for name in ("suspect", "prosecution")
    )
    assert {task for task in TASKS if f'userTask id="{task}"' in drawn} == OF_A_SUSPECT - {NAMING}


def test_minutes_are_what_the_drawing_has_signed() -> None:
    drawn = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "bpmn").glob("*.bpmn"))
    assert {task for task in TASKS if f'id="sign_{task}"' in drawn} == MINUTES
