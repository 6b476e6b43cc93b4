"""Cases in the hands of the unit that has locked them: read in one statement, and written in one beside what is rare."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from chassis.outbox import Outbox, Told
from chassis.rows import Row
from workflow.domain.instance import Instance
from workflow.domain.journal import Entry
from workflow.domain.known_facts import KnownFacts
from workflow.domain.task import HumanTask
from workflow.domain.tracks import Track
from workflow.domain.zones import zone_of_office
from workflow.storage.deadlines import DEADLINE_ROWS, Deadline, DeadlineStore, deadline_of
from workflow.storage.facts import FACT_ROWS, FactStore, RecordedFact, known_from, recorded_of
from workflow.storage.step_statement import WRITE, parameters
from workflow.storage.tasks import TASK_ROWS, task_of
from workflow.storage.tracks import TRACK_ROWS, TrackStore, track_of

Whose = tuple[str, UUID | None]
"""A rule, and the track it counts for."""

# Asked after the lock, so that it sees what the unit before has written, the law in force included.
READ = text(
    f"""
    SELECT
        asked.case_id,
        (SELECT version FROM deployments ORDER BY number DESC LIMIT 1) AS in_force,
        (SELECT json_agg(facts ORDER BY sequence, id) FROM facts
            WHERE case_id = asked.case_id AND superseded_by IS NULL) AS facts,
        (SELECT json_agg(tracks ORDER BY opened_at, id) FROM tracks
            WHERE case_id = asked.case_id) AS tracks,
        (SELECT json_agg(deadlines ORDER BY rule, track NULLS FIRST) FROM deadlines
            WHERE case_id = asked.case_id) AS deadlines,
        (SELECT json_agg(task ORDER BY created_at, id) FROM (
            SELECT {", ".join(TASK_ROWS.columns)} FROM tasks
            WHERE case_id = asked.case_id AND state IN ('open', 'claimed')
        ) AS task) AS tasks
    FROM unnest(CAST(:case_ids AS uuid[])) AS asked (case_id)
    """  # noqa: S608 - names of our own columns
)


@dataclass
class Casework:
    """What a step knows of its case and may change; the store writes what differs from what was read."""

    instance: Instance
    in_force: str | None
    """The version of the procedure whose rules and calendar count for every case now."""
    facts: KnownFacts
    tracks: dict[UUID, Track]
    deadlines: dict[Whose, Deadline]
    tasks: dict[UUID, HumanTask]
    """Those that wait for somebody or are being worked on, and those that the step closes."""
    entered: list[RecordedFact] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._tracks_before = {id_: replace(track) for id_, track in self.tracks.items()}
        self._tasks_before = {id_: replace(task) for id_, task in self.tasks.items()}
        self._deadlines_before = dict(self.deadlines)

    def enter(self, facts: Sequence[RecordedFact]) -> None:
        """From here on these count, each in the place of an older one of its kind."""
        for recorded in facts:
            self.facts = self.facts.with_facts([recorded.fact], track=recorded.track)
        self.entered += facts

    def open_tasks(self) -> list[HumanTask]:
        """The tasks that nobody has closed, in the order in which they opened."""
        return [task for task in self.tasks.values() if task.closed_at is None]

    def changed_tasks(self) -> list[HumanTask]:
        return [task for id_, task in self.tasks.items() if self._tasks_before.get(id_) != task]

    def changed_tracks(self) -> list[Track]:
        return [track for id_, track in self.tracks.items() if self._tracks_before.get(id_) != track]

    def changed_deadlines(self) -> list[Deadline]:
        """A computation is never edited: another object is another one."""
        before = self._deadlines_before
        return [found for whose, found in self.deadlines.items() if before.get(whose) is not found]

    def replaced_deadlines(self) -> list[Deadline]:
        """The computations that others took the place of, as they were read."""
        before = self._deadlines_before
        return [found for whose, found in before.items() if self.deadlines[whose] is not found]


class CaseworkStore:
    """Reads and writes a case as a whole."""

    def __init__(self, session: Session, outbox: Outbox) -> None:
        self._session = session
        self._outbox = outbox

    def read(self, instance: Instance) -> Casework:
        """The case as it stands; the caller has locked its instance."""
        return self.read_all([instance])[0]

    def read_all(self, instances: Sequence[Instance]) -> list[Casework]:
        """Cases as they stand, in the order asked for; the caller has locked them all."""
        rows = self._session.execute(READ, {"case_ids": [instance.case_id for instance in instances]})
        found = {row["case_id"]: row for row in rows.mappings()}
        return [_casework(instance, found[instance.case_id]) for instance in instances]

    def write(
        self, works: Sequence[Casework], entries: Sequence[Entry], told: Iterable[Told], *, now: datetime
    ) -> None:
        """All that a step of each of them came to: its entry in the journal, what it changed, and what it tells.

        A second entry of a case with the same number is refused by the primary key.
        """
        FactStore(self._session).add([fact for work in works for fact in work.entered])
        TrackStore(self._session).save([track for work in works for track in work.changed_tracks()])
        deadlines = DeadlineStore(self._session)
        replaced = [(work.instance.sequence, old) for work in works for old in work.replaced_deadlines()]
        deadlines.keep_old(replaced, now=now)
        deadlines.save([deadline for work in works for deadline in work.changed_deadlines()])
        instances = [work.instance for work in works]
        tasks = [task for work in works for task in work.changed_tasks()]
        document = self._outbox.document(told, at=now)
        self._session.execute(WRITE, parameters(entries, instances, tasks, document))


def _casework(instance: Instance, row: Row) -> Casework:
    zone = zone_of_office(instance.counts_at)
    recorded = [recorded_of(values, zone) for values in FACT_ROWS.read(row["facts"])]
    return Casework(
        instance=instance,
        in_force=row["in_force"],
        facts=known_from(recorded),
        tracks={track.id: track for track in map(track_of, TRACK_ROWS.read(row["tracks"]))},
        deadlines=_by_whose(DEADLINE_ROWS.read(row["deadlines"])),
        tasks={task.id: task for task in map(task_of, TASK_ROWS.read(row["tasks"]))},
    )


def _by_whose(rows: Iterable[Row]) -> dict[Whose, Deadline]:
    return {(found.rule, found.track): found for found in map(deadline_of, rows)}
