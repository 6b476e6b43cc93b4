"""The joint decision: who may sign the minutes of a discussion, and when all three agencies have.

Each agency has one named signer who concurs, dissents with reasons, or is absent with a reason and a stand-in who
signs by mandate. Whoever has acted for one agency in a discussion, as signer or as stand-in, cannot act for
another one in it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from chassis.errors import InvalidInputError, WrongStateError
from workflow.domain.officer import Agency

SIGNATURE_FORM: Final = "signature"
"""Tasks with this form are signatures; which form a task has is said in the model."""


class Stance(StrEnum):
    """What an agency says to the minutes."""

    CONCURRING = "concurring"
    DISSENTING = "dissenting"
    ABSENT = "absent"


@dataclass(frozen=True, kw_only=True)
class Signature:
    """One agency's answer; the signer sends it, a stand-in signs in an absent member's place."""

    agency: Agency
    signer: str
    stance: Stance
    has_reasons: bool
    stand_in: str | None = None
    mandate: str | None = None

    @property
    def people(self) -> frozenset[str]:
        """Whoever acted for the agency, by names that no spelling tells apart."""
        return frozenset(_plain(person) for person in (self.signer, self.stand_in) if person is not None)


def signature_from(answers: Mapping[str, Any], *, agency: str, signer: str, has_reasons: bool) -> Signature:
    """A signature from the answers of its form, refused where it is not whole."""
    stand_in = answers.get("stand_in") or {}
    signature = Signature(
        agency=Agency(agency),
        signer=signer,
        stance=Stance(answers["stance"]),
        has_reasons=has_reasons,
        stand_in=stand_in.get("officer"),
        mandate=stand_in.get("mandate"),
    )
    _refuse_half(signature)
    return signature


def refuse_second_agency(signature: Signature, *, given: Iterable[Signature]) -> None:
    """Refuses a person who acted for another agency in this discussion, and an agency that has signed."""
    for other in given:
        if other.agency is signature.agency:
            raise WrongStateError(
                f"{signature.agency} has signed these minutes already.",
                id=f"{signature.agency} sudah menandatangani berita acara ini.",
                rule="one-signature-an-agency",
            )
        if both := signature.people & other.people:
            raise InvalidInputError(
                f"{', '.join(sorted(both))} has acted for {other.agency} in this discussion and cannot act for "
                f"{signature.agency} too, not even as a stand-in. Let another member of {signature.agency} sign.",
                id=f"{', '.join(sorted(both))} sudah bertindak untuk {other.agency} dalam pembahasan ini dan tidak "
                f"dapat bertindak pula untuk {signature.agency}, juga tidak sebagai pengganti. "
                f"Mintalah anggota {signature.agency} yang lain.",
                field="stand_in" if _is_stand_in(signature, both) else "signer",
                rule="one-person-one-agency",
            )


def refuse_stranger(signature: Signature, *, stands_for: str | None) -> None:
    """Refuses a stand-in whom the roster does not know as a member of the absent one's agency (`stands_for`)."""
    if signature.stand_in is not None and stands_for != signature.agency:
        raise InvalidInputError(
            f"{signature.stand_in!r} is no member of {signature.agency} on the roster. Name the stand-in by the id "
            "on the roster, or have the member appointed first.",
            id=f"{signature.stand_in!r} bukan anggota {signature.agency} dalam daftar. Sebutkan pengganti dengan id "
            "pada daftar anggota, atau catat dahulu anggota tersebut.",
            field="stand_in",
            rule="stand-in-is-a-member",
        )


def missing_agencies(given: Iterable[Signature]) -> tuple[Agency, ...]:
    """The agencies without which the discussion cannot close."""
    signed = {signature.agency for signature in given}
    return tuple(agency for agency in Agency if agency not in signed)


def _refuse_half(signature: Signature) -> None:
    absent = signature.stance is Stance.ABSENT
    if signature.stance is not Stance.CONCURRING and not signature.has_reasons:
        raise _half("reasons", "Write the reasons.", "Isi alasannya.")
    if absent and not (signature.stand_in and signature.stand_in.strip()):
        raise _half("stand_in", "Name the stand-in who signs.", "Sebutkan pengganti yang menandatangani.")
    if absent and not (signature.mandate and signature.mandate.strip()):
        raise _half("stand_in", "Give the number of the mandate.", "Isi nomor surat mandat.")
    if signature.stand_in is not None and not absent:
        raise _half(
            "stand_in", "A member who is there needs no stand-in.", "Anggota yang hadir tidak diganti."
        )


def _half(field: str, en: str, said_id: str) -> InvalidInputError:
    return InvalidInputError(en, id=said_id, field=field, rule="signature-is-whole")


def _is_stand_in(signature: Signature, both: frozenset[str]) -> bool:
    return signature.stand_in is not None and _plain(signature.stand_in) in both


def _plain(person: str) -> str:
    """An officer's id without what only looks different: letter case, width, blanks, invisible characters."""
    folded = unicodedata.normalize("NFKC", person).casefold()
    return "".join(c for c in folded if c.isprintable() and not c.isspace())
