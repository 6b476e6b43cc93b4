"""The HTTP calls of a replay: what an officer at a desk sends to `cases` and `workflow`, with a real token."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self
from uuid import UUID, uuid4

import httpx

from console.errors import StartError
from console.supervisor import System

TIMEOUT_SECONDS = 20.0
# A task opens in the same moment as the one before it is completed; only after the intake, the registration
# and the naming of a suspect another service has a part in it.
TASK_WITHIN_SECONDS = 30.0
LOOK_AGAIN_SECONDS = 0.02
LONGEST_PAGE = 200
# `cases` hears of the stage by message; from then on it takes the names of suspects.
STAGES_OF_SUSPECTS = ("investigation", "prosecution")
FIRST_REFUSAL = 400


class RefusedError(Exception):
    """A service refused a request; `fields` are those that its answer names."""

    def __init__(self, problem: dict[str, Any]) -> None:
        errors = problem.get("errors", [])
        self.fields = [str(error.get("field", "")) for error in errors]
        said = "; ".join(f"{error.get('field')}: {error.get('message')}" for error in errors)
        super().__init__(said or str(problem.get("detail") or problem))


class NoTaskError(StartError):
    """The procedure does not ask for the step that the file says was taken."""


@dataclass(frozen=True)
class Done:
    """A completed task: the tasks that opened with it, and whether a passed limit had to be explained."""

    opened: list[dict[str, Any]]
    explained: bool


class Desk:
    """Requests in the name of officers of a private system."""

    def __init__(self, system: System) -> None:
        self._system = system
        self._tokens: dict[str, str] = {}
        self._http = httpx.Client(timeout=TIMEOUT_SECONDS, trust_env=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def file_intake(self, officer: str, intake: dict[str, Any]) -> UUID:
        """Takes a report or a finding in; the id of its case."""
        answer = self._post(officer, "cases", "/v1/intakes", body=intake, headers=_new_key())
        return UUID(answer.json()["id"])

    def enter_fact(self, officer: str, case_id: UUID, fact: dict[str, Any]) -> None:
        """Enters a fact outside a task."""
        path = f"/v1/cases/{case_id}/facts"
        self._post(officer, "workflow", path, body=fact, headers=_new_key())

    def name_suspect(self, officer: str, case_id: UUID, suspect: dict[str, Any]) -> UUID:
        """Names a suspect as soon as `cases` knows of the investigation; the id of the party is that of the track."""
        case = f"/v1/cases/{case_id}"
        _await(lambda: self._get(officer, case, service="cases").json()["stage"] in STAGES_OF_SUSPECTS)
        answer = self._post(officer, "cases", f"{case}/parties", body=suspect, headers=_new_key())
        return UUID(answer.json()["id"])

    def await_tasks(
        self, officer: str, case_id: UUID, names: Collection[str], *, track: UUID | None
    ) -> dict[str, dict[str, Any]]:
        """The open tasks of the case itself or of one suspect, as soon as the procedure asks for all of these."""
        open_tasks: dict[str, dict[str, Any]] = {}

        def all_are_open() -> bool:
            found = self.open_tasks(officer, case_id, track=track)
            open_tasks.clear()
            open_tasks.update(
                {task["name"]: task for task in found if task["track"] == (track and str(track))}
            )
            return open_tasks.keys() >= set(names)

        if not _await(all_are_open):
            waits = ", ".join(open_tasks) or "nothing"
            raise NoTaskError(f"the procedure does not ask for `{', '.join(names)}`; it waits for {waits}")
        return open_tasks

    def open_tasks(self, officer: str, case_id: UUID, *, track: UUID | None = None) -> list[dict[str, Any]]:
        """What a case or one suspect waits for, whichever agency must do it."""
        narrowed = f"&track={track}" if track else ""
        path = f"/v1/tasks?case_id={case_id}&state=open&limit={LONGEST_PAGE}{narrowed}"
        return list(self.read(officer, path)["items"])

    def complete(self, officer: str, task: dict[str, Any], answers: dict[str, Any], *, lateness: str) -> Done:
        """Where a passed limit must be explained, `lateness` does."""
        try:
            return Done(self._complete(officer, task, answers), explained=False)
        except RefusedError as refused:
            if refused.fields != ["lateness_reason"]:
                raise
        return Done(self._complete(officer, task, {**answers, "lateness_reason": lateness}), explained=True)

    def process(self, officer: str, case_id: UUID) -> dict[str, Any]:
        """Where the case stands, and the tasks it waits for."""
        return dict(self.read(officer, f"/v1/cases/{case_id}/process"))

    def read(self, officer: str, path: str) -> Any:
        """What `workflow` answers."""
        return self._get(officer, path).json()

    def _complete(self, officer: str, task: dict[str, Any], answers: dict[str, Any]) -> list[dict[str, Any]]:
        """An open task is the officer's with its completion, so nobody claims it first."""
        path, seen = f"/v1/tasks/{task['id']}/complete", {"If-Match": f'"{task["version"]}"'}
        return list(
            self._post(officer, "workflow", path, body={"answers": answers}, headers=seen).json()["opened"]
        )

    def _get(self, officer: str, path: str, *, service: str = "workflow") -> httpx.Response:
        return self._request(officer, "GET", f"{self._system.url(service)}{path}")

    def _post(
        self, officer: str, service: str, path: str, *, body: Any = None, headers: dict[str, str]
    ) -> httpx.Response:
        url = f"{self._system.url(service)}{path}"
        return self._request(officer, "POST", url, body=body, headers=headers)

    def _request(
        self, officer: str, method: str, url: str, *, body: Any = None, headers: dict[str, str] | None = None
    ) -> httpx.Response:
        answer = self._http.request(
            method,
            url,
            json=body,
            headers={"Authorization": f"Bearer {self._token(officer)}", **(headers or {})},
        )
        if answer.status_code >= FIRST_REFUSAL:
            raise RefusedError(_problem(answer))
        return answer

    def _token(self, officer: str) -> str:
        if officer not in self._tokens:
            self._tokens[officer] = self._system.token(officer)
        return self._tokens[officer]


def _await(condition: Callable[[], bool]) -> bool:
    """Whether it came true in good time."""
    deadline = time.monotonic() + TASK_WITHIN_SECONDS
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(LOOK_AGAIN_SECONDS)
    return False


def _new_key() -> dict[str, str]:
    return {"Idempotency-Key": str(uuid4())}


def _problem(answer: httpx.Response) -> dict[str, Any]:
    if "json" in answer.headers.get("Content-Type", ""):
        return dict(answer.json())
    return {"detail": f"{answer.request.url.path} answered {answer.status_code}"}
