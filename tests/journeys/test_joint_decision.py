"""The minutes of a discussion over HTTP: three agencies sign, by three people, and nothing opens before."""

from __future__ import annotations

from typing import Any

import httpx

from tests.journeys.told import agreed
from tests.support.journey_desk import Desk
from tests.support.journey_driver import CaseDriver, officer_of
from tests.support.journey_patience import wait_for
from tests.support.journey_stage import Stage

FORBIDDEN, UNPROCESSABLE = 403, 422
STAND_IN = {"mandate": "SM-07/2024"}


def minutes_of_the_first_discussion(case: CaseDriver) -> dict[str, dict[str, Any]]:
    """The three signatures that are asked for, by agency, and nothing else open."""
    case.until("discussion_1")
    case.step()
    tasks = wait_for("the minutes", case.open_tasks)
    assert {task["form"] for task in tasks} == {"signature"}
    return {task["agency"]: task for task in tasks}


def sent(desk: Desk, officer: str, task: dict[str, Any], **answers: Any) -> httpx.Response:
    """What the officer is answered who takes the task and signs."""
    path = f"/v1/tasks/{task['id']}"
    now = desk.get(officer, "workflow", path)
    if now["state"] == "open":
        claimed = desk.ask(officer, "POST", "workflow", f"{path}/claim", headers=version_of(now))
        if not claimed.is_success:
            return claimed
        now = claimed.json()
    body = {"answers": answers}
    return desk.ask(officer, "POST", "workflow", f"{path}/complete", headers=version_of(now), json=body)


def version_of(task: dict[str, Any]) -> dict[str, str]:
    return {"If-Match": f'"{task["version"]}"'}


def refused(answer: httpx.Response, rule: str) -> None:
    """The problem names field and rule, and says in both languages what to do."""
    problem = answer.json()
    [error] = problem["errors"]
    assert (answer.status_code, error["field"], error["rule"]) == (UNPROCESSABLE, "stand_in", rule), problem
    assert "polri" in error["message"]
    assert "polri" in error["message_id"]
    assert error["message"] != error["message_id"]


def test_one_person_cannot_close_a_discussion_for_two_agencies(stage: Stage) -> None:
    case = stage.case(choices={"plenary": "stop"})
    minutes = minutes_of_the_first_discussion(case)
    bawaslu, polri, kejaksaan = map(officer_of, ("bawaslu", "polri", "kejaksaan"))
    assert sent(stage.desk, bawaslu, minutes["polri"], stance="concurring").status_code == FORBIDDEN
    assert sent(stage.desk, bawaslu, minutes["bawaslu"], stance="concurring").is_success
    for_two = {"stance": "absent", "reasons": "Dinas luar.", "stand_in": {**STAND_IN, "officer": bawaslu}}
    refused(sent(stage.desk, polri, minutes["polri"], **for_two), "one-person-one-agency")
    stranger = {**for_two, "stand_in": {**STAND_IN, "officer": "somebody"}}
    refused(sent(stage.desk, polri, minutes["polri"], **stranger), "stand-in-is-a-member")
    assert [found["missing"] for found in case.discussions()] == [["polri", "kejaksaan"]]
    assert {task["form"] for task in case.open_tasks()} == {"signature"}

    dissent = {"stance": "dissenting", "reasons": "Unsur belum terpenuhi."}
    assert sent(stage.desk, polri, minutes["polri"], **dissent).is_success
    assert {task["name"] for task in case.open_tasks()} == {"signature_kejaksaan"}
    assert sent(stage.desk, kejaksaan, minutes["kejaksaan"], stance="concurring").is_success
    [first] = case.discussions()
    assert (first["discussion"], first["closed"], first["missing"]) == ("discussion_1", True, [])
    assert {found["agency"]: found["signer"] for found in first["signatures"]} == {
        "bawaslu": bawaslu,
        "polri": polri,
        "kejaksaan": kejaksaan,
    }
    assert case.finish() == "stopped"
    agreed(stage, case, "stopped")
