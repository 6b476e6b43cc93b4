"""The demo officers at their desks: requests to a running system in the name of one of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

import httpx

from console.layout import DEMO_OFFICERS
from console.supervisor import System
from console.web import WebError
from tests.support.journey_patience import WITHIN_SECONDS, wait_for

ADMINISTRATOR = "bawaslu-ri"
AUDITOR = "auditor"
AWAY = {429, 502, 503, 504}
UNAUTHORIZED, NOT_FOUND = 401, 404
PAGE = 100
TIMEOUT_SECONDS = 10.0


class Desk:
    """Asks once with `ask`; `get` and `create` are patient with a service that is away for a while."""

    def __init__(self, system: System, *, within: float = WITHIN_SECONDS) -> None:
        self.system = system
        self.within = within
        self._client = httpx.Client(timeout=TIMEOUT_SECONDS, limits=httpx.Limits(max_connections=64))
        self._tokens: dict[str, str] = {}
        self._forms: dict[str, dict[str, Any]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def ask(self, officer: str, method: str, service: str, path: str, **how: Any) -> httpx.Response:
        """One request, whatever comes of it; httpx.TransportError when nobody answers."""
        headers = {"Authorization": f"Bearer {self._token(officer)}", **how.pop("headers", {})}
        answer = self._client.request(method, self.system.url(service) + path, headers=headers, **how)
        if answer.status_code == UNAUTHORIZED:
            self._tokens.pop(officer, None)
        return answer

    def try_to(self, officer: str, method: str, service: str, path: str, **how: Any) -> httpx.Response | None:
        """None while the service is away, and when the token had run out."""
        try:
            answer = self.ask(officer, method, service, path, **how)
        except (httpx.TransportError, WebError):
            return None
        return None if answer.status_code in AWAY | {UNAUTHORIZED} else answer

    def answered(self, officer: str, method: str, service: str, path: str, **how: Any) -> httpx.Response:
        """The first real answer; for requests that may be repeated."""
        return wait_for(
            f"an answer to {method} {service} {path}",
            lambda: self.try_to(officer, method, service, path, **how),
            within=self.within,
        )

    def get(self, officer: str, service: str, path: str, **asked: Any) -> Any:
        """The JSON of a 200 answer, None for 404."""
        answer = self.answered(officer, "GET", service, path, params=asked)
        if answer.status_code == NOT_FOUND:
            return None
        return answer.raise_for_status().json()

    def items(self, officer: str, service: str, path: str, **asked: Any) -> list[dict[str, Any]]:
        """Every page of a list."""
        return list(self._pages(officer, service, path, asked))

    def create(self, officer: str, service: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """What a creating POST answers; repeated under one key, so that it has one effect."""
        key = {"Idempotency-Key": str(uuid4())}
        answer = self.answered(officer, "POST", service, path, json=body, headers=key)
        assert answer.is_success, answer.text
        created: dict[str, Any] = answer.json()
        return created

    def form(self, officer: str, task: dict[str, Any]) -> dict[str, Any]:
        """The form of a task, asked for once."""
        if task["form"] not in self._forms:
            self._forms[task["form"]] = self.get(officer, "workflow", f"/v1/tasks/{task['id']}/form")
        return self._forms[task["form"]]

    def appoint(self, *names: str) -> None:
        """Write demo officers into the roster, so that they are told of their tasks."""
        accounts: dict[str, dict[str, Any]] = json.loads(DEMO_OFFICERS.read_text(encoding="utf-8"))
        for name in names:
            account = accounts[name]
            body = {said: account[said] for said in ("name", "agency", "office", "roles", "email")}
            self.create(ADMINISTRATOR, "cases", "/v1/members", {"member_id": name, **body})

    def _pages(
        self, officer: str, service: str, path: str, asked: dict[str, Any]
    ) -> Iterator[dict[str, Any]]:
        after: Any = None
        while True:
            place = {} if after is None else {"after": after}
            page = self.get(officer, service, path, limit=PAGE, **asked, **place)
            yield from page["items"]
            if (after := page["next"]) is None:
                return

    def _token(self, officer: str) -> str:
        if officer not in self._tokens:
            self._tokens[officer] = self.system.token(officer)
        return self._tokens[officer]
