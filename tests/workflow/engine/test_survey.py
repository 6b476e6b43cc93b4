from __future__ import annotations

from tests.support.drawing import Process, drawn, each_of
from workflow.engine import survey
from workflow.engine.survey import Survey


def seen(process: Process) -> Survey:
    return survey({"model.bpmn": drawn(process)})


def test_a_task_is_seen_with_its_lane_and_form() -> None:
    process = Process("p", lanes={"polri": ["a"]})
    process.chain(process.start(), process.task("a", form="police-report"), process.task("b"), process.end())
    tasks = {task.element: (task.lane, task.form) for task in seen(process).tasks}
    assert tasks == {"a": ("polri", "police-report"), "b": (None, None)}


def test_a_task_inside_a_sub_process_lies_in_the_lane_of_the_sub_process() -> None:
    process, inner = Process("p", lanes={"polri": ["inside"]}), Process("inside")
    inner.chain(inner.start(), inner.task("a", form="f"), inner.end())
    process.chain(process.start(), process.inner_process(inner), process.end())
    assert [task.lane for task in seen(process).tasks] == ["polri"]


def test_limits_are_seen_on_tasks_and_on_timers() -> None:
    process = Process("p")
    process.chain(process.start(), process.task("a", limit="trial"), process.end())
    process.chain(process.timer("t", "a", 'limit("appeal_filing")'), process.end("late"))
    process.chain(process.timer("u", "a", '"P3D"'), process.end("later"))
    assert [(place.element, place.name) for place in seen(process).limits] == [
        ("a", "trial"),
        ("t", "appeal_filing"),
    ]


def test_names_are_seen_where_they_are_read_and_where_they_are_written() -> None:
    process = Process("p")
    process.choice("x", default="no")
    process.chain(process.start(), process.script("s", "count = len(people)\nrest = count - 1"), "x")
    process.flow("x", process.end(), "rest > 0 and verdict == 'guilty'", id_="yes")
    process.flow("x", process.end("e"), id_="no")
    found = seen(process)
    assert [(place.element, place.name) for place in found.read] == [
        ("s", "count"),
        ("s", "people"),
        ("yes", "rest"),
        ("yes", "verdict"),
    ]
    assert found.written == {"count", "rest"}


def test_the_item_of_a_repeated_task_is_written_and_its_list_is_read() -> None:
    process = Process("p")
    process.chain(process.start(), process.task("a", each_of("suspects", "suspect")), process.end())
    found = seen(process)
    assert "suspect" in found.written
    assert [(place.element, place.name) for place in found.read] == [("a", "suspects")]
