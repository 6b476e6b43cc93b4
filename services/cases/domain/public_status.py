"""What the public is told of a report: a state in two languages, without a name or a place of anybody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cases.domain.case import Case, CaseStatus, Outcome


@dataclass(frozen=True)
class PublicState:
    """A word for programs, a sentence for readers of each language."""

    code: str
    id: str
    en: str


RECEIVED = PublicState(
    "received", "Diterima; sedang dalam kajian awal.", "Received; the initial study is under way."
)
IN_HANDLING = PublicState(
    "in_handling", "Diregistrasi; sedang ditangani.", "Registered; it is being handled."
)

STAGES: Mapping[str, PublicState] = {
    "assessment": PublicState(
        "assessment", "Diregistrasi; dalam pembahasan dan kajian.", "Registered; under discussion and study."
    ),
    "investigation": PublicState(
        "investigation",
        "Diteruskan ke kepolisian; dalam penyidikan.",
        "Forwarded to the police; under investigation.",
    ),
    "prosecution": PublicState(
        "prosecution",
        "Dilimpahkan kepada penuntut umum atau pengadilan.",
        "With the prosecutor or the court.",
    ),
}

OUTCOMES: Mapping[Outcome, PublicState] = {
    Outcome.NOT_REGISTERED: PublicState(
        "not_registered",
        "Tidak diregistrasi; syarat belum terpenuhi.",
        "Not registered; conditions were not met.",
    ),
    Outcome.NOT_A_FINDING: PublicState(
        "not_a_finding", "Diputuskan bukan temuan.", "Decided not to be a finding."
    ),
    Outcome.STOPPED: PublicState(
        "stopped",
        "Dihentikan; unsur tindak pidana tidak terpenuhi.",
        "Stopped; the elements of a crime are not met.",
    ),
    Outcome.SP3: PublicState("sp3", "Penyidikan dihentikan.", "The investigation was stopped."),
    Outcome.EXPIRED: PublicState(
        "expired", "Berakhir karena melewati batas waktu.", "Ended because a time limit passed."
    ),
    Outcome.ACQUITTED: PublicState("acquitted", "Diputus bebas atau lepas.", "Ended with an acquittal."),
    Outcome.CONVICTED: PublicState("convicted", "Diputus bersalah.", "Ended with a conviction."),
    Outcome.REFERRED: PublicState(
        "referred",
        "Diteruskan kepada instansi lain yang berwenang.",
        "Referred to another competent authority.",
    ),
    Outcome.MIXED: PublicState(
        "mixed",
        "Selesai; hasilnya berbeda untuk tiap tersangka.",
        "Ended; the suspects' cases ended differently.",
    ),
    Outcome.CANCELLED: PublicState(
        "cancelled", "Penanganan diakhiri secara administratif.", "Ended by an administrative decision."
    ),
    Outcome.VERDICT_NOT_STATED: PublicState(
        "verdict_not_stated", "Selesai; isi putusan tidak dicatat.", "Ended; the verdict is not on record."
    ),
}


def public_state(case: Case) -> PublicState:
    """A stage the public has no word for is plainly being handled."""
    if case.outcome is not None:
        return OUTCOMES[case.outcome]
    if case.status is CaseStatus.RECEIVED:
        return RECEIVED
    return STAGES.get(case.stage or "", IN_HANDLING)
