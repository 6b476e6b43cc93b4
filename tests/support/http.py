"""A client that speaks to one Flask application as one officer."""

from __future__ import annotations

from typing import Any, cast
from uuid import uuid4

from flask import Flask
from werkzeug.test import TestResponse

PROBLEM = "application/problem+json"


class ApiClient:
    """Sends a bearer token with every request and an `Idempotency-Key` of its own with every POST."""

    def __init__(self, app: Flask, token: str | None = None) -> None:
        self._app = app
        self._token = token

    def bearing(self, token: str | None) -> ApiClient:
        """The same application, asked by somebody else; None sends no token."""
        return ApiClient(self._app, token)

    def get(self, path: str, **query: Any) -> TestResponse:
        return self.send("GET", path, query_string=query)

    def post(
        self, path: str, body: Any = None, *, key: str | None = None, if_match: str | None = None
    ) -> TestResponse:
        """POST `body` as JSON; the same `key` again repeats a request."""
        headers = {"Idempotency-Key": key or str(uuid4())}
        if if_match is not None:
            headers["If-Match"] = if_match
        return self.send("POST", path, json=body, headers=headers)

    def put(self, path: str, body: Any, *, if_match: str | None = None) -> TestResponse:
        return self.send("PUT", path, json=body, headers={"If-Match": if_match} if if_match else {})

    def send(
        self, method: str, path: str, *, headers: dict[str, str] | None = None, **options: Any
    ) -> TestResponse:
        """Any request, as werkzeug's test client takes it; for the malformed ones too."""
        bearer = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        client = self._app.test_client()
        return client.open(path, method=method, headers={**bearer, **(headers or {})}, **options)


def problem_of(response: TestResponse, status: int) -> dict[str, Any]:
    """The problem document of a refusal, having checked that it is one with this status."""
    assert response.status_code == status, f"{response.status_code}: {response.get_data(as_text=True)}"
    assert response.content_type == PROBLEM
    problem = cast(dict[str, Any], response.get_json())
    assert problem["status"] == status
    return problem


def json_of(response: TestResponse, status: int = 200) -> Any:
    """The JSON of an answer, having checked its status."""
    assert response.status_code == status, f"{response.status_code}: {response.get_data(as_text=True)}"
    return response.get_json()
