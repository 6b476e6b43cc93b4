"""Cases and officers with valid defaults, and a bench that drives a case without HTTP."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection

from chassis.clock import FixedClock
from chassis.database import Database
from chassis.preconditions import Precondition, etag_of
from workflow.actions.alerts import give_alerts
from workflow.actions.cases import ReceivedCase, number_allotted, start_case
from workflow.actions.procedure import Procedure
from workflow.actions.tasks import claim_task, complete_task, task_in_hand
from workflow.domain.instance import Instance
from workflow.domain.journal import Entry
from workflow.domain.officer import Agency, Level, Officer, Role
from workflow.domain.task import HumanTask, TaskState
from workflow.storage.deadlines import Deadline
from workflow.storage.unit import WorkflowUnit

MONDAY = datetime.fromisoformat("2024-01-29T09:00:00+07:00")
KARAWANG = "32.15"
UNKNOWN: Mapping[str, Any] = {"at": None}


def an_officer(agency: str = "bawaslu", **changes: Any) -> Officer:
    """An officer of Karawang."""
    officer = Officer(
        id=f"{agency}-karawang",
        agency=Agency(agency),
        office=KARAWANG,
        level=Level.REGENCY,
        roles=frozenset({Role.OFFICER}),
    )
    return replace(officer, **changes)


def a_received_case(**changes: Any) -> ReceivedCase:
    """A report of the national election, filed in Karawang, of which no date is known."""
    received = ReceivedCase(
        case_id=uuid4(),
        intake_number="001/LP/PL/Kab/13.19/I/2024",
        regime="pemilu",
        origin="report",
        office=KARAWANG,
        level="regency",
        confidentiality=1,
        facts=(),
    )
    return replace(received, **changes)


def an_instance(**changes: Any) -> Instance:
    """A case of Karawang that was just received; `definition` must be a deployed one to be stored."""
    instance = Instance(
        case_id=uuid4(),
        definition="0" * 64,
        regime="pemilu",
        origin="report",
        office=KARAWANG,
        level="regency",
        confidentiality=1,
        intake_number="001/LP/PL/Kab/13.19/I/2024",
        started_at=MONDAY,
    )
    return replace(instance, **changes)


def a_task(**changes: Any) -> HumanTask:
    """An open task of the election supervisors of Karawang, without a limit."""
    task = HumanTask(
        id=uuid4(),
        case_id=uuid4(),
        name="initial_study",
        title="Kajian awal",
        form="initial-study",
        limit_name=None,
        agency="bawaslu",
        office=KARAWANG,
        level="regency",
        regime="pemilu",
        confidentiality=1,
        intake_number="001/LP/PL/Kab/13.19/I/2024",
        state=TaskState.OPEN,
        assignee=None,
        version=1,
        created_at=MONDAY,
        due_at=None,
        legal_limit=None,
        closed_at=None,
    )
    return replace(task, **changes)


class CaseBench:
    """Drives cases through the actions, each call in a unit of its own."""

    def __init__(self, database: Database, procedure: Procedure, clock: FixedClock) -> None:
        self.database = database
        self.procedure = procedure
        self.clock = clock

    def start(self, **changes: Any) -> UUID:
        """A new case, its first task open."""
        received = a_received_case(**changes)
        with self.database.unit_of_work(WorkflowUnit) as unit:
            start_case(unit, self.procedure, received, event_id=uuid4())
        return received.case_id

    def put(self, *tasks: HumanTask) -> None:
        """Rows of tasks as they are, each of a case of its own that no engine runs."""
        with self.database.unit_of_work(WorkflowUnit) as unit:
            definition = unit.definitions.newest()
            for task in tasks:
                guarded = {"office": task.office, "confidentiality": task.confidentiality}
                unit.instances.add(an_instance(case_id=task.case_id, definition=definition, **guarded))
                unit.tasks.add(task)

    def instance(self, case_id: UUID) -> Instance:
        with self.database.unit_of_work(WorkflowUnit) as unit:
            found = unit.instances.get(case_id)
        assert found is not None
        return found

    def open_tasks(self, case_id: UUID) -> list[HumanTask]:
        with self.database.unit_of_work(WorkflowUnit) as unit:
            return unit.tasks.open_of(case_id)

    def task(self, case_id: UUID, name: str) -> HumanTask:
        return next(task for task in self.open_tasks(case_id) if task.name == name)

    def claim(self, case_id: UUID, name: str) -> HumanTask:
        task = self.task(case_id, name)
        with self.database.unit_of_work(WorkflowUnit) as unit:
            return claim_task(
                unit, task.id, officer=an_officer(task.agency), expected=expecting(task.version)
            )

    def complete(self, case_id: UUID, name: str, **answers: Any) -> HumanTask:
        """Claim a task of the case as an officer of its agency, and send these answers."""
        self.claim(case_id, name)
        return self.complete_claimed(case_id, name, **answers)

    def complete_claimed(self, case_id: UUID, name: str, **answers: Any) -> HumanTask:
        """Send answers as the officer who holds the task already."""
        task = self.task(case_id, name)
        officer = an_officer(task.agency)
        with self.database.unit_of_work(WorkflowUnit) as unit:
            held = task_in_hand(unit, task.id, officer=officer, expected=expecting(task.version))
            return complete_task(unit, self.procedure, held, answers, officer=officer)

    def register(self, case_id: UUID) -> None:
        """What `cases` does when the registration task is done."""
        with self.database.unit_of_work(WorkflowUnit) as unit:
            number_allotted(unit, self.procedure, case_id, "001/Reg/LP/PL/Kab/13.19/I/2024", event_id=uuid4())

    def pass_time(self, to: str) -> None:
        """Case time goes on, and the timers have their rounds until nothing is due."""
        self.clock.at = datetime.fromisoformat(to)
        while True:
            with self.database.unit_of_work(WorkflowUnit) as unit:
                due = unit.deadlines.cases_due(unit.now, limit=100)
                for case_id in due:
                    give_alerts(unit, self.procedure, case_id)
            if not due:
                return

    @contextmanager
    def rolled_back(self) -> Iterator[None]:
        """What happens inside never happened, as when a commit fails; only for a database that rolls back."""
        assert isinstance(self.database.bind, Connection)
        inside = self.database.bind.begin_nested()
        yield
        inside.rollback()

    def deadlines(self, case_id: UUID) -> dict[str, Deadline]:
        with self.database.unit_of_work(WorkflowUnit) as unit:
            return unit.deadlines.of_case(case_id)

    def journal(self, case_id: UUID) -> list[Entry]:
        with self.database.unit_of_work(WorkflowUnit) as unit:
            return unit.journal.page(case_id, after=0, limit=1000)

    def until_registered(self, *, registered: str | None = "2024-01-29", **changes: Any) -> UUID:
        """A case that stands before discussion 1."""
        case_id = self.start(**changes)
        self.complete(case_id, "initial_study", decision="complete", initial_study_completed=UNKNOWN)
        self.complete(case_id, "registration", registered={"at": registered})
        self.register(case_id)
        return case_id


def expecting(version: int) -> Precondition:
    """An If-Match with this version's tag."""
    return Precondition(frozenset({etag_of(version)}))
