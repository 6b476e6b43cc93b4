"""Cases and officers with valid defaults, and a bench that drives a case without HTTP."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from sqlalchemy import Connection, select

from chassis.clock import FixedClock
from chassis.database import Database
from chassis.preconditions import Precondition, etag_of
from chassis.tables import outbox
from tests.workflow.bpmn.filled_forms import filled, form_named
from tests.workflow.domain.law import CALENDAR
from workflow.actions.alerts import give_alerts, give_reminders
from workflow.actions.cases import ReceivedCase, case_to_record_for, number_allotted, record_fact, start_case
from workflow.actions.deploy import deploy
from workflow.actions.procedure import Procedure
from workflow.actions.side_events import name_suspect
from workflow.actions.step_record import Taken
from workflow.actions.tasks import claim_task, complete_task, task_in_hand
from workflow.domain.facts import Fact, FactKind, fact_from_value
from workflow.domain.instance import Instance
from workflow.domain.journal import Entry
from workflow.domain.officer import Agency, Level, Officer, Role
from workflow.domain.task import HumanTask, TaskState
from workflow.domain.tracks import Track
from workflow.domain.working_time import working_position
from workflow.domain.zones import Zone, zone_of_office
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


def a_fact(kind: str, at: str | None, *, office: str = KARAWANG) -> Fact:
    """As an officer of this office says it."""
    return fact_from_value(FactKind(kind), {"at": at}, office=zone_of_office(office))


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
    """An open task of the election supervisors of Karawang, without a limit unless `due_at` says one."""
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
        zone=Zone.WIB,
        stage="assessment",
    )
    due_at, zone = changes.get("due_at"), changes.get("zone", task.zone)
    if due_at is not None:
        changes.setdefault("working_limit", working_position(due_at.astimezone(zone.tz), CALENDAR))
    return replace(task, **changes)


class Told(NamedTuple):
    """One event on its way."""

    type: str
    data: dict[str, Any]


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
                unit.tasks.save([task])

    def instance(self, case_id: UUID) -> Instance:
        with self.database.unit_of_work(WorkflowUnit) as unit:
            found = unit.instances.get(case_id)
        assert found is not None
        return found

    def open_tasks(self, case_id: UUID) -> list[HumanTask]:
        with self.database.unit_of_work(WorkflowUnit) as unit:
            return unit.tasks.open_of(case_id)

    def task(self, case_id: UUID, name: str, *, track: UUID | None = None) -> HumanTask:
        """The open task of this name, of any track unless one is named."""
        found = [task for task in self.open_tasks(case_id) if task.name == name]
        return next(task for task in found if track in (None, task.track))

    def claim(
        self, case_id: UUID, name: str, *, track: UUID | None = None, by: Officer | None = None
    ) -> HumanTask:
        task = self.task(case_id, name, track=track)
        officer = by or an_officer(task.agency, office=task.office, level=Level(task.level))
        with self.database.unit_of_work(WorkflowUnit) as unit:
            return claim_task(unit, task.id, officer=officer, expected=expecting(task.version))

    def complete(
        self,
        case_id: UUID,
        name: str,
        *,
        track: UUID | None = None,
        by: Officer | None = None,
        **answers: Any,
    ) -> HumanTask:
        """Claim a task of the case as an officer of its agency, and send these answers."""
        self.claim(case_id, name, track=track, by=by)
        return self.complete_claimed(case_id, name, track=track, by=by, **answers)

    def complete_claimed(
        self,
        case_id: UUID,
        name: str,
        *,
        track: UUID | None = None,
        by: Officer | None = None,
        **answers: Any,
    ) -> HumanTask:
        """Send answers as the officer who holds the task already."""
        task = self.task(case_id, name, track=track)
        officer = by or an_officer(task.agency, office=task.office, level=Level(task.level))
        with self.database.unit_of_work(WorkflowUnit) as unit:
            held = task_in_hand(unit, task.id, officer=officer, expected=expecting(task.version))
            return complete_task(unit, self.procedure, held, answers, officer=officer).task

    def answer(self, case_id: UUID, name: str, *, track: UUID | None = None, **given: Any) -> HumanTask:
        """Complete a task with these answers and the least that its form asks beyond them."""
        form = form_named(self.task(case_id, name, track=track).form)
        return self.complete(case_id, name, track=track, **filled(form, given))

    def discuss(self, case_id: UUID, name: str, *, track: UUID | None = None, **answers: Any) -> None:
        """Write the minutes of a discussion and have them signed by all three agencies."""
        self.complete(case_id, name, track=track, **answers)
        self.sign(case_id, track=track)

    def sign(self, case_id: UUID, *, track: UUID | None = None) -> None:
        """All three agencies concur."""
        for agency in Agency:
            self.complete(case_id, f"signature_{agency}", track=track, stance="concurring")

    def register(self, case_id: UUID) -> None:
        """What `cases` does when the registration task is done."""
        with self.database.unit_of_work(WorkflowUnit) as unit:
            number_allotted(unit, self.procedure, case_id, "001/Reg/LP/PL/Kab/13.19/I/2024", event_id=uuid4())

    def deploy(self, files: Mapping[str, str]) -> None:
        """From now on, cases start on this version of the procedure."""
        self.clock.at += timedelta(seconds=1)
        with self.database.unit_of_work(WorkflowUnit) as unit:
            deploy(unit, files)

    def name_suspect(self, case_id: UUID, *, at: str | None = None) -> UUID:
        """What `cases` tells when the police name one more suspect; gives the track."""
        party_id = uuid4()
        with self.database.unit_of_work(WorkflowUnit) as unit:
            named = a_fact("suspect_named", at)
            name_suspect(unit, self.procedure, case_id, party_id, named, event_id=uuid4())
        return party_id

    def tracks(self, case_id: UUID) -> dict[UUID, Track]:
        with self.database.unit_of_work(WorkflowUnit) as unit:
            return unit.tracks.of_case(case_id)

    def discussions(self, case_id: UUID) -> list[tuple[str, UUID | None]]:
        """The discussions that all three agencies have signed, with the suspect they are about."""
        with self.database.unit_of_work(WorkflowUnit) as unit:
            signed = [
                (found.occurrence, found.discussion, found.track)
                for found in unit.signatures.of_case(case_id)
            ]
        return [(name, track) for (_, name, track), count in Counter(signed).items() if count == len(Agency)]

    def enter(self, case_id: UUID, kind: str, at: str | None, *, track: UUID | None = None) -> Taken:
        """A fact that an officer enters outside a task."""
        with self.database.unit_of_work(WorkflowUnit) as unit:
            officer = an_officer(office="00", level=Level.NATIONAL)
            instance = case_to_record_for(unit, case_id, officer=officer)
            fact = a_fact(kind, at, office=instance.counts_at)
            return record_fact(unit, self.procedure, instance, fact, track=track, officer=officer)

    def told(self, case_id: UUID) -> list[Told]:
        """Every event about a case so far, in order."""
        with self.database.unit_of_work(WorkflowUnit) as unit:
            rows = unit.session.execute(
                select(outbox.c.type, outbox.c.data)
                .where(outbox.c.subject == str(case_id))
                .order_by(outbox.c.position)
            )
            return [Told(row.type, row.data) for row in rows]

    def pass_time(self, to: str) -> None:
        """Case time goes on, and the timers have their rounds until nothing is due."""
        self.clock.at = datetime.fromisoformat(to)
        while True:
            with self.database.unit_of_work(WorkflowUnit) as unit:
                reminded = give_reminders(unit, self.procedure, batch=100)
                missed = unit.alerts.missed_cases(unit.now, batch=100)
                for case_id in missed:
                    give_alerts(unit, self.procedure, case_id)
            if not reminded and not missed:
                return

    @contextmanager
    def rolled_back(self) -> Iterator[None]:
        """What happens inside never happened, as when a commit fails; only for a database that rolls back."""
        assert isinstance(self.database.bind, Connection)
        inside = self.database.bind.begin_nested()
        yield
        inside.rollback()

    def deadlines(self, case_id: UUID, *, track: UUID | None = None) -> dict[str, Deadline]:
        """The clocks of the case itself, or of one suspect, by rule."""
        with self.database.unit_of_work(WorkflowUnit) as unit:
            return {found.rule: found for found in unit.deadlines.of_case(case_id) if found.track == track}

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

    def until_discussion_2(self, case_id: UUID) -> None:
        """From the first discussion to the second, studied and inquired at times nobody knows."""
        self.answer(case_id, "discussion_1")
        self.sign(case_id)
        self.answer(case_id, "clarification_study")
        self.answer(case_id, "inquiry", decision="evidence_enough")
        self.answer(case_id, "inquiry_file")

    def until_investigation(self, case_id: UUID) -> None:
        """From the second discussion to the police, at times nobody knows."""
        self.answer(case_id, "discussion_2", decision="crime")
        self.sign(case_id)
        self.answer(case_id, "plenary", decision="forward")
        self.answer(case_id, "forwarding")
        self.answer(case_id, "police_report")

    def not_registered(self, **changes: Any) -> UUID:
        """A case that has ended early."""
        case_id = self.start(**changes)
        self.answer(case_id, "initial_study", decision="not_registered")
        self.answer(case_id, "preliminary_decision", decision="closed")
        return case_id


def expecting(version: int) -> Precondition:
    """An If-Match with this version's tag."""
    return Precondition(frozenset({etag_of(version)}))
