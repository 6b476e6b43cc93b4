"""Asking the running `workflow` service from a command: address, token, and answers that are told in a sentence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import uuid4

import click
import httpx

from console.errors import StartError

TIMEOUT_SECONDS = 60
TRIES = 3
F = TypeVar("F", bound=Callable[..., Any])


def at_workflow(command: F) -> F:
    """The options of what asks the running service."""
    token = click.option("--token", required=True, envvar="GAKKUMDU_TOKEN", help="Bearer token.")
    url = click.option(
        "--url", default="http://127.0.0.1:8802", show_default=True, help="Address of `workflow`."
    )
    return url(token(as_json_option(command)))


def as_json_option(command: F) -> F:
    return click.option(
        "--json", "as_json", is_flag=True, help="Machine output on stdout and nothing else there."
    )(command)


def asked(url: str, token: str, method: str, path: str, *, body: Any = None) -> httpx.Response:
    """Under one key however often it is sent, so that a lost answer does nothing twice."""
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": str(uuid4())}
    transport = httpx.HTTPTransport(retries=TRIES)
    try:
        with httpx.Client(transport=transport, timeout=TIMEOUT_SECONDS, headers=headers) as client:
            return client.request(method, f"{url}{path}", json=body)
    except httpx.HTTPError as error:
        raise StartError(f"{url} does not answer: {error}") from error


def accepted(answer: httpx.Response) -> dict[str, Any]:
    """What a successful answer says; StartError with the reason for any other."""
    if answer.is_success:
        said: dict[str, Any] = answer.json()
        return said
    try:
        detail = answer.json()["detail"]
    except (ValueError, KeyError):
        detail = answer.text[:200]
    raise StartError(f"{answer.url} answered {answer.status_code}: {detail}")
