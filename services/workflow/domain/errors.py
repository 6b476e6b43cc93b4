"""What the legal clock refuses: each refusal names the field, the rule behind it and the next step, in both languages."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.errors import DomainError


@dataclass(frozen=True, slots=True)
class Words:
    """One sentence for people, in Indonesian and in English."""

    id: str
    en: str

    def as_json(self) -> dict[str, str]:
        return {"id": self.id, "en": self.en}


@dataclass(frozen=True, slots=True)
class Refusal:
    """One thing that is wrong: where, against which rule, and what to do instead."""

    field: str
    rule: str
    problem: Words
    next_step: Words

    @property
    def sentence(self) -> str:
        """The refusal as one English sentence, for a terminal or a log."""
        return f"{self.problem.en}; {self.next_step.en}."

    def as_json(self) -> dict[str, object]:
        return {
            "field": self.field,
            "rule": self.rule,
            "problem": self.problem.as_json(),
            "next_step": self.next_step.as_json(),
        }


class LegalClockError(Exception):
    """The legal clock cannot answer."""

    def __init__(self, *refusals: Refusal) -> None:
        super().__init__(" ".join(refusal.sentence for refusal in refusals))
        self.refusals = refusals


class UnknownOfficeError(LegalClockError):
    """No such office region."""


class UnknownRuleError(LegalClockError):
    """No such rule in force."""


class UnreadableTimeError(LegalClockError):
    """Not a time that a fact can have."""


class ImpossibleFactError(LegalClockError):
    """Facts that cannot all be true."""


class RuleTableError(LegalClockError):
    """The table of time limits cannot be used."""


class CalendarError(LegalClockError):
    """The calendar cannot be used."""


class ProcedureRefusedError(DomainError):
    """This version of the procedure cannot be deployed."""

    title_id = "Versi prosedur ini tidak dapat dipasang"
