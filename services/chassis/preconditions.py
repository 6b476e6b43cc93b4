"""`If-Match` as a value that actions check in their own order: seen, allowed, version, state."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.errors import PreconditionMissingError, VersionMismatchError

IF_MATCH = {
    "in": "header",
    "name": "If-Match",
    "required": True,
    "description": "The ETag of the version that was read.",
    "schema": {"type": "string"},
}
"""How an OpenAPI document describes the header."""


def etag_of(version: int) -> str:
    """The strong tag, quotes included, of the version with this number."""
    return f'"{version}"'


@dataclass(frozen=True)
class Precondition:
    """The tags a caller sent in `If-Match`; None when the header was missing."""

    tags: frozenset[str] | None

    def check(self, version: int) -> None:
        """Raises what answers 428 without a tag and 412 with another version's tag."""
        if self.tags is None:
            raise PreconditionMissingError(
                'Send the ETag you last read in the If-Match header, for example If-Match: "3".',
                id='Kirim ETag yang terakhir Anda baca dalam header If-Match, misalnya If-Match: "3".',
                field="If-Match",
            )
        if etag_of(version) not in self.tags:
            raise VersionMismatchError(
                f"The present version is {etag_of(version)}. Read it again, then decide whether your change still holds.",
                id=f"Versi sekarang {etag_of(version)}. Baca ulang, lalu putuskan apakah perubahan Anda masih berlaku.",
                field="If-Match",
            )
