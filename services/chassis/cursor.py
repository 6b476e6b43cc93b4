"""What a cursor says: the place where a page ended, of which list, and under which question.

Opaque but not secret and not signed: it says where to go on, never what may be seen. Its check keeps out cursors
of other lists and other questions, and those that somebody wrote by hand.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.errors import InvalidInputError

READERS: Mapping[type, Callable[[Any], Any]] = {
    datetime: datetime.fromisoformat,
    UUID: UUID,
    str: str,
    int: int,
}
CHECK_BYTES = 8


def digest_of_question(filters: Mapping[str, Any]) -> str:
    """The same for the same filters in any order; nothing for none."""
    if not filters:
        return ""
    asked = json.dumps(filters, default=str, sort_keys=True)
    return hashlib.blake2b(asked.encode(), digest_size=CHECK_BYTES).hexdigest()


def write_cursor(place: Sequence[Any], *, of: str, question: str) -> str:
    """The cursor after the row at this place in the list `of`."""
    shown = [value.isoformat() if isinstance(value, datetime) else value for value in place]
    text = json.dumps([_check(shown, of, question), *shown], default=str, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(cursor: str, kinds: Sequence[type], *, of: str, question: str) -> list[Any]:
    """The place it stands for; InvalidInputError for one of another list or question, or of nobody's making."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        check, *shown = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        place = [READERS[kind](value) for kind, value in zip(kinds, shown, strict=True)]
    except (ValueError, TypeError, AttributeError, RecursionError, binascii.Error) as error:
        raise _bad_cursor() from error
    if check != _check(shown, of, question) or any(
        isinstance(value, str) and "\x00" in value for value in place
    ):
        raise _bad_cursor()
    return place


def _check(shown: Sequence[Any], of: str, question: str) -> str:
    text = json.dumps([of, question, *shown], default=str)
    return hashlib.blake2b(text.encode(), digest_size=CHECK_BYTES).hexdigest()


def _bad_cursor() -> InvalidInputError:
    return InvalidInputError(
        "This is not a cursor of this list under these filters. "
        "Start without `after`, then send the `next` of the page before with the same filters.",
        id="Ini bukan penanda halaman daftar ini dengan saringan ini. "
        "Mulai tanpa `after`, lalu kirim `next` dari halaman sebelumnya dengan saringan yang sama.",
        field="after",
        rule="cursor",
    )
