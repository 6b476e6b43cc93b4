"""The few HTTP requests the supervisor itself makes, without loading a client library for them."""

from __future__ import annotations

import http.client
import json
from base64 import b64encode
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

TIMEOUT_SECONDS = 5.0
MANAGED_WITHIN_SECONDS = 30.0
OK = 200
SUCCESS = range(200, 300)


class WebError(Exception):
    """No answer, or not the one that was needed."""


def get_json(url: str, *, timeout: float = TIMEOUT_SECONDS) -> Any:
    """The body of a 200 answer; anything else is a WebError."""
    return _json("GET", url, None, timeout)


def post_form(url: str, form: dict[str, str]) -> Any:
    """The JSON that answers a form, or WebError."""
    return _json("POST", url, urlencode(form), TIMEOUT_SECONDS)


def manage(method: str, url: str, *, user: str, password: str) -> None:
    """A request without a body, of somebody with a password; WebError unless it succeeds."""
    secret = b64encode(f"{user}:{password}".encode()).decode()
    status, content = _ask(
        method, url, None, MANAGED_WITHIN_SECONDS, headers={"Authorization": f"Basic {secret}"}
    )
    if status not in SUCCESS:
        raise _refused(url, status, content)


def _json(method: str, url: str, body: str | None, timeout: float) -> Any:
    headers = {"Content-Type": "application/x-www-form-urlencoded"} if body is not None else {}
    status, content = _ask(method, url, body, timeout, headers=headers)
    if status != OK:
        raise _refused(url, status, content)
    return json.loads(content)


def _ask(
    method: str, url: str, body: str | None, timeout: float, *, headers: Mapping[str, str]
) -> tuple[int, bytes]:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=timeout)
    try:
        connection.request(method, parts.path, body, dict(headers))
        answer = connection.getresponse()
        return answer.status, answer.read()
    except (OSError, http.client.HTTPException) as error:
        raise WebError(f"{url} does not answer ({error}).") from error
    finally:
        connection.close()


def _refused(url: str, status: int, content: bytes) -> WebError:
    return WebError(f"{url} answered {status}: {content.decode(errors='replace')[:500]}")
