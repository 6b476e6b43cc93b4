"""What a broken rule looks like, in the two languages of its readers."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class FieldProblem:
    """One field, the rule it breaks, and what is wrong with it in both languages."""

    field: str
    en: str
    id: str
    rule: str | None = None


class DomainError(Exception):
    """A rule refused this.

    The first line of a subclass's docstring is the problem's English title, `title_id` the Indonesian one;
    the raise site says what is wrong and what to do next. Knows nothing of HTTP.
    """

    title_id = "Aturan menolak permintaan ini"

    def __init__(
        self,
        en: str,
        *,
        id: str,  # noqa: A002 - the language's own code, as `en`
        field: str | None = None,
        rule: str | None = None,
        fields: tuple[FieldProblem, ...] = (),
    ) -> None:
        super().__init__(en)
        self.en = en
        self.id = id
        self.fields = (*([FieldProblem(field, en, id, rule)] if field else []), *fields)

    @classmethod
    def title_en(cls) -> str:
        """The title a reader sees, without the full stop."""
        return (cls.__doc__ or cls.__name__).strip().splitlines()[0].rstrip(".")

    @classmethod
    def slug(cls) -> str:
        """`CaseClosedError` is `case-closed`: the last part of the problem's type."""
        name = cls.__name__.removesuffix("Error")
        return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name).lower()


class NotFoundError(DomainError):
    """There is no such thing, or it is not yours to see."""

    title_id = "Tidak ditemukan, atau bukan wewenang Anda untuk melihatnya"


class NotAllowedError(DomainError):
    """You may see this but not do that."""

    title_id = "Anda boleh melihat, tetapi tidak boleh melakukannya"


class PreconditionMissingError(DomainError):
    """Say which version you changed."""

    title_id = "Sebutkan versi yang Anda ubah"


class VersionMismatchError(DomainError):
    """Somebody changed this before you."""

    title_id = "Data ini sudah diubah orang lain"


class WrongStateError(DomainError):
    """This cannot be done in the present state."""

    title_id = "Tidak dapat dilakukan pada keadaan sekarang"


class InvalidInputError(DomainError):
    """What was sent breaks a rule."""

    title_id = "Isian melanggar aturan"


class IdempotencyKeyMissingError(DomainError):
    """Give this request a key of its own."""

    title_id = "Beri permintaan ini kunci tersendiri"


class IdempotencyKeyReusedError(DomainError):
    """This key belongs to another request."""

    title_id = "Kunci ini milik permintaan lain"
