"""What the clients of `gakkumdu bench complete` cannot see, of the database that DATABASE_URL names.

`python -m workflow.bench_complete deploy MODEL` puts the bench model in force. `... count TASK TASK` takes two
instances from their first tasks to their ends in an application of its own, in the name of TOKEN's bearer, and
counts the SQL statements of the second; it also times a step of the bare library in memory.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from lxml import etree
from sqlalchemy import Engine, event

from chassis.clock import SystemClock
from chassis.database import Database
from chassis.settings import settings_or_exit
from workflow.actions.cases import SYSTEM
from workflow.actions.procedure import MAIN_PROCESS, models_of, version_name
from workflow.app import create_app
from workflow.domain.law import CALENDAR_FILE, RULES_FILE, law_of
from workflow.domain.officer import Agency
from workflow.engine import definition_of
from workflow.engine.bench import Raw
from workflow.settings import SERVICE, workflow_settings
from workflow.storage.unit import WorkflowUnit

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
SPIFF = "http://spiffworkflow.org/bpmn/schema/1.0/core"
FORM = {
    "type": "object",
    "additionalProperties": False,
    "required": ["stopped"],
    "properties": {"stopped": {"const": False, "x-variable": "stopped"}},
}
RAW_INSTANCES, TASKS = 20, 16
MILLISECONDS = 1_000


def main() -> None:
    """Prints one JSON object."""
    what, *given = sys.argv[1:]
    database = Database.at(os.environ["DATABASE_URL"], source=SERVICE, clock=SystemClock())
    if what == "deploy":
        figures: dict[str, Any] = {"version": _deploy(database, Path(given[0]).read_bytes())}
    else:
        figures = {"sql_per_completion": _statements(given), "raw_ms": _raw(database)}
    sys.stdout.write(json.dumps(figures))


def with_form_and_lane(model: bytes) -> bytes:
    """The model as this service runs it: the main process, its user tasks in a lane and with a form; no more."""
    root = etree.fromstring(model)
    (process,) = root.iter(f"{{{BPMN}}}process")
    process.set("id", MAIN_PROCESS)
    lane = etree.SubElement(etree.Element(f"{{{BPMN}}}laneSet"), f"{{{BPMN}}}lane", name=Agency.BAWASLU)
    for task in process.iter(f"{{{BPMN}}}userTask"):
        etree.SubElement(lane, f"{{{BPMN}}}flowNodeRef").text = task.get("id")
        extensions = etree.Element(f"{{{BPMN}}}extensionElements")
        properties = etree.SubElement(extensions, f"{{{SPIFF}}}properties")
        etree.SubElement(properties, f"{{{SPIFF}}}property", name="form", value="bench")
        task.insert(0, extensions)
    process.insert(0, lane.getparent())
    return bytes(etree.tostring(root))


def _deploy(database: Database, model: bytes) -> str:
    """In force at once: the checks of a deployment would miss the tasks of the law."""
    with database.unit_of_work(WorkflowUnit) as unit:
        shipped = unit.definitions.files(unit.definitions.newest() or "")
        files = {
            RULES_FILE: shipped[RULES_FILE],
            CALENDAR_FILE: shipped[CALENDAR_FILE],
            f"{MAIN_PROCESS}.bpmn": with_form_and_lane(model).decode(),
            "forms/bench.json": json.dumps(FORM),
        }
        law, version = law_of(files), version_name(files)
        unit.definitions.keep(version, files, now=unit.now)
        unit.definitions.put_in_force(
            version, rules=law.rules.version, calendar=law.calendar.version, by=SYSTEM, now=unit.now
        )
    return version


def _statements(tasks: list[str]) -> float:
    """Per completion, from authentication to commit, when connections and caches are warm."""
    settings = settings_or_exit(workflow_settings, os.environ)
    database = Database.at(settings.database_url, source=SERVICE, clock=SystemClock())
    client = create_app(settings, database=database).test_client()
    _complete_all(client, tasks[0])
    assert isinstance(database.bind, Engine)  # noqa: S101 - of `Database.at`
    with counted(database.bind) as statements:
        completions = sum(_complete_all(client, task) for task in tasks[1:])
    return round(len(statements) / completions, 2)


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """Everything that is sent to the server, transaction control included."""
    sent: list[str] = []

    def note(name: str) -> Any:
        return lambda *_: sent.append(name)

    def note_sql(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        sent.append(statement)

    notes = {"before_cursor_execute": note_sql} | {
        name: note(name) for name in ("begin", "commit", "rollback", "savepoint")
    }
    for name, heard in notes.items():
        event.listen(engine, name, heard)
    yield sent
    for name, heard in notes.items():
        event.remove(engine, name, heard)


def _complete_all(client: FlaskClient, task: str) -> int:
    """How many tasks the instance took to its end."""
    following, done = [{"id": task, "version": 1}], 0
    while following:
        (opened,) = following
        answer = client.post(
            f"/v1/tasks/{opened['id']}/complete",
            json={"answers": {"stopped": False}},
            headers={
                "Authorization": f"Bearer {os.environ['TOKEN']}",
                "If-Match": f'"{opened["version"]}"',
            },
        )
        following, done = answer.json["opened"], done + 1  # type: ignore[index] # a refusal fails here
    return done


def _raw(database: Database) -> float:
    with database.unit_of_work(WorkflowUnit) as unit:
        files = unit.definitions.files(unit.definitions.newest() or "")
    definition = definition_of(models_of(files))
    seconds = []
    for _ in range(RAW_INSTANCES):
        raw = Raw(definition, MAIN_PROCESS)
        for _ in range(TASKS):
            began = time.perf_counter()
            raw.step(stopped=False)
            seconds.append(time.perf_counter() - began)
    return round(statistics.median(seconds) * MILLISECONDS, 3)


if __name__ == "__main__":
    main()
