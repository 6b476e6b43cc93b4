"""Drives one case over HTTP as the officers of its centre would: file, look into the inbox, claim, complete.

Every step looks at the world first and does what is due, so a step that was cut off by a crash is taken up
where it stands, and nothing is done twice by the driver itself.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from chassis.clock import FileClock, SystemClock
from tests.support.journey_answers import MAIN_PATH, WORDS, answers_to
from tests.support.journey_desk import ADMINISTRATOR, PAGE, Desk
from tests.support.journey_patience import wait_for
from tests.support.journey_suspects import Suspects

OFFICE, PLACE = "32.15", "karawang"
BAWASLU_REGION = "13.19"
WIB = ZoneInfo("Asia/Jakarta")
LIMIT_PASSED = "limit_passed"
SIGNATURE = "signature"
SUSPECTS_NAMED = "suspects_named"
# Somebody was quicker, perhaps we ourselves in a request whose answer was lost: look again.
OVERTAKEN = {404, 409, 412}
CREATED, UNPROCESSABLE = 201, 422

Task = dict[str, Any]


def officer_of(agency: str) -> str:
    """The demo officer of the agency in the centre where journeys take place."""
    return f"{agency}-{PLACE}"


class CaseDriver:
    """One case; `choices` are the turns it takes off the main path, by task name; `answers` fill forms further.

    `suspects` are those whom the police name, each by the turns of its own. All signatures concur unless
    `choices` names a task of the three otherwise.
    """

    def __init__(
        self,
        desk: Desk,
        *,
        origin: str = "report",
        regime: str = "pemilu",
        choices: Mapping[str, str] | None = None,
        answers: Mapping[str, Mapping[str, Any]] | None = None,
        suspects: Sequence[Mapping[str, str]] = ({},),
    ) -> None:
        self._desk = desk
        self._origin = origin
        self._regime = regime
        self._choices = {**MAIN_PATH, **(choices or {})}
        self._given = answers or {}
        self._suspects = Suspects(desk, officer_of("polri"), suspects)
        self._key = str(uuid4())
        self.received: dict[str, Any] = {}
        self.done: list[str] = []
        """The names of the tasks completed, in their order."""

    @property
    def id(self) -> str:
        return str(self.received["id"])

    def file(self) -> CaseDriver:
        """Send the intake in; repeated with the same key until it is answered."""
        answer = self._desk.answered(
            officer_of("bawaslu"),
            "POST",
            "cases",
            "/v1/intakes",
            json=self.intake(),
            headers={"Idempotency-Key": self._key},
        )
        assert answer.status_code == CREATED, answer.text
        self.received = answer.json()
        return self

    def intake(self) -> dict[str, Any]:
        """What is sent in, with all its facts of today."""
        today = {"at": self.today}
        report = {"act": today, "known": today, "submitted": today}
        return {
            "origin": self._origin,
            "regime": self._regime,
            "election": "PL" if self._regime == "pemilu" else "PB",
            "office": OFFICE,
            "bawaslu_region": BAWASLU_REGION,
            "description": "Dugaan politik uang di sebuah TPS.",
            "confidentiality": 1,
            "facts": report if self._origin == "report" else {"act": today},
            "reporter": {"name": "Pelapor Uji"} if self._origin == "report" else None,
        }

    def finish(self) -> str:
        """Take every step until the case has ended; returns how."""
        while self.step():
            pass
        return str(self.process()["outcome"])

    def until(self, name: str, *, track: str | None = None) -> Task:
        """Take steps, those of this track alone where one is named, until such a task is open; leave it open."""
        while tasks := self._wait_for_work(track):
            if found := [task for task in tasks if task["name"] == name]:
                return found[0]
            self._complete(tasks[0])
        raise AssertionError(f"case {self.id} ended before {name}; done: {self.done}")

    def finish_track(self, track: str) -> str:
        """Take every step of one suspect; returns how it ended."""
        while tasks := self._wait_for_work(track):
            self._complete(tasks[0])
        return str(self.tracks()[track]["outcome"])

    def name_suspect(self, choices: Mapping[str, str]) -> str:
        """One more suspect, at any time while a track runs; returns the new track."""
        return self._suspects.name_another(self.id, choices, today=self.today)

    def step(self) -> str | None:
        """Complete the next task and tell its name; None when the case has ended."""
        tasks = self._wait_for_work()
        if not tasks:
            return None
        self._complete(tasks[0])
        return str(tasks[0]["name"])

    @property
    def today(self) -> str:
        layout = self._desk.system.layout
        clock = FileClock(layout.clock) if layout.clock.exists() else SystemClock()
        return clock.now().astimezone(WIB).date().isoformat()

    def open_tasks(self) -> list[Task]:
        """What the inbox shows of this case; explanations of passed limits come first."""
        tasks = self._desk.items(officer_of("bawaslu"), "workflow", "/v1/tasks", case_id=self.id)
        return sorted(tasks, key=lambda task: not task["name"].startswith(LIMIT_PASSED))

    def process(self) -> dict[str, Any]:
        """How `workflow` sees the case; empty before it has heard of it."""
        return self._of_workflow("process") or {}

    def case(self) -> dict[str, Any]:
        """How `cases` sees the case."""
        case: dict[str, Any] = self._desk.get(officer_of("bawaslu"), "cases", f"/v1/cases/{self.id}")
        return case

    def tracks(self) -> dict[str, dict[str, Any]]:
        """How far each suspect is, in the order of naming."""
        return {found["id"]: found for found in self.process()["tracks"]}

    def parties(self, role: str) -> list[dict[str, Any]]:
        """Those of a role as `cases` shows them, masked."""
        found = self._desk.items(officer_of("bawaslu"), "cases", f"/v1/cases/{self.id}/parties")
        return [party for party in found if party["role"] == role]

    def discussions(self) -> list[dict[str, Any]]:
        """Who signed which minutes, and who is missing."""
        found: list[dict[str, Any]] = self._of_workflow("discussions")["items"]
        return found

    def deadlines(self, track: str | None = None) -> dict[str, dict[str, Any]]:
        """Every clock of the case itself, or of one suspect, by the name of its limit."""
        found = self._of_workflow("deadlines")["items"]
        return {clock["limit"]: clock for clock in found if clock["track"] == track}

    def journal(self) -> list[dict[str, Any]]:
        """Every entry, in order."""
        return self._desk.items(officer_of("bawaslu"), "workflow", f"/v1/cases/{self.id}/journal")

    def words(self, task: str, field: str) -> list[str]:
        """What was written into a free-text field of a task of this name, as the journal keeps it apart."""
        page = self._of_workflow("journal", limit=PAGE)
        bodies = [json.loads(entry["body"]) for entry in self.journal()]
        digests = [body["texts"].get(field) for body in bodies if body["cause"].get("task") == task]
        return [page["texts"][digest] for digest in digests if digest]

    def notifications(self, officer: str) -> list[dict[str, Any]]:
        """What this officer was told of the case."""
        return self._desk.items(officer, "notify", "/v1/notifications", case_id=self.id)

    def deliveries(self) -> list[dict[str, Any]]:
        """The e-mails about the case."""
        everything = self._desk.items(ADMINISTRATOR, "notify", "/v1/deliveries")
        return [found for found in everything if found["case_id"] == self.id]

    def _wait_for_work(self, track: str | None = None) -> list[Task]:
        """The open tasks; none when the case, or the track that was asked about, has ended."""

        def look() -> list[Task] | None:
            if tasks := [task for task in self.open_tasks() if track in (None, task["track"])]:
                return tasks
            about = self.process() if track is None else self.tracks()[track]
            return [] if about.get("state") == "ended" else None

        return wait_for(f"a task of case {self.id}", look, within=self._desk.within, seen=self.process)

    def _complete(self, task: Task) -> None:
        """Claim it where that is needed, and complete it; returns when it is closed, by whichever attempt."""
        today = self.today  # read once: the clock may strike midnight between two facts of one task
        if self._choice(task) == SUSPECTS_NAMED:
            self._suspects.name_all(self.id, today=today)
        officer = officer_of(task["agency"])
        answers = self._answers(officer, task, today=today)
        seen: list[Task] = [task]

        def move() -> bool:
            now = seen.pop() if seen else self._look_at(officer, task)
            if now["state"] not in {"open", "claimed"}:
                return True
            what, body = (
                ("claim", {}) if now["state"] == "open" else ("complete", {"json": {"answers": answers}})
            )
            seen.extend(self._move(officer, now, what, body, answers))
            return bool(seen) and move()

        wait_for(f"task {task['name']} of case {self.id} to close", move, within=self._desk.within)
        self.done.append(task["name"])

    def _move(
        self, officer: str, task: Task, what: str, body: dict[str, Any], answers: dict[str, Any]
    ) -> list[Task]:
        """The task as it is afterwards; nothing where that is not known and must be looked up."""
        path = f"/v1/tasks/{task['id']}/{what}"
        version = {"If-Match": f'"{task["version"]}"'}
        answer = self._desk.try_to(officer, "POST", "workflow", path, headers=version, **body)
        if answer is None or answer.status_code in OVERTAKEN:
            return []
        if answer.is_success:
            return [answer.json()]
        asked = {problem["field"] for problem in answer.json().get("errors", [])}
        assert (answer.status_code, asked) == (UNPROCESSABLE, {"lateness_reason"}), answer.text
        answers["lateness_reason"] = WORDS
        return [task]

    def _look_at(self, officer: str, task: Task) -> Task:
        now: Task = self._desk.get(officer, "workflow", f"/v1/tasks/{task['id']}")
        return now

    def _answers(self, officer: str, task: Task, *, today: str) -> dict[str, Any]:
        schema, given = self._desk.form(officer, task), self._given.get(task["name"])
        return answers_to(schema, choice=self._choice(task), today=today, given=given)

    def _choice(self, task: Task) -> str | None:
        """The suspect's own turn where it takes one, then the case's."""
        name = LIMIT_PASSED if task["name"].startswith(LIMIT_PASSED) else task["name"]
        turns = {**self._choices, **self._suspects.choices_of(task["track"])}
        return turns.get(name, turns[SIGNATURE] if task["form"] == SIGNATURE else None)

    def _of_workflow(self, what: str, **asked: Any) -> Any:
        return self._desk.get(officer_of("bawaslu"), "workflow", f"/v1/cases/{self.id}/{what}", **asked)
