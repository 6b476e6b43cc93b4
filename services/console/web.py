"""The few HTTP requests the supervisor itself makes, without loading a client library for them."""

from __future__ import annotations

import http.client
import json
from typing import Any
from urllib.parse import urlencode, urlsplit

TIMEOUT_SECONDS = 5.0
OK = 200


class WebError(Exception):
    """No answer, or not the one that was needed."""


def get_json(url: str, *, timeout: float = TIMEOUT_SECONDS) -> Any:
    """The body of a 200 answer; anything else is a WebError."""
    return _json("GET", url, None, timeout)


def post_form(url: str, form: dict[str, str]) -> Any:
    """The JSON that answers a form, or WebError."""
    return _json("POST", url, urlencode(form), TIMEOUT_SECONDS)


def _json(method: str, url: str, body: str | None, timeout: float) -> Any:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=timeout)
    headers = {"Content-Type": "application/x-www-form-urlencoded"} if body is not None else {}
    try:
        connection.request(method, parts.path, body, headers)
        answer = connection.getresponse()
        content = answer.read()
    except (OSError, http.client.HTTPException) as error:
        raise WebError(f"{url} does not answer ({error}).") from error
    finally:
        connection.close()
    if answer.status != OK:
        raise WebError(f"{url} answered {answer.status}: {content.decode(errors='replace')[:500]}")
    return json.loads(content)
