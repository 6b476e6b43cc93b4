"""The store of cases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from cases.domain.case import Case, CaseId, CaseStatus, Outcome
from cases.domain.errors import CaseNotFoundError
from cases.domain.facts import FactName, IntakeFacts
from cases.domain.intake import Confidentiality
from cases.domain.numbers import Election, Origin, Regime
from cases.domain.officer import Officer, OfficerId
from cases.domain.offices import Office
from cases.domain.receipts import ReceiptCode, unknown_receipt
from cases.storage.access import visible_cases
from cases.storage.fact_values import fact_of
from cases.storage.tables import CaseRow, TransferRow
from chassis.paging import Order, Page, PageRequest

NEWEST_FIRST = Order("cases", (CaseRow.received_at, CaseRow.id), descending=True)


@dataclass(frozen=True, kw_only=True)
class CaseFilter:
    """What a list is narrowed to; None leaves a column free. `number` is any number that the case was given."""

    office: str | None = None
    regime: Regime | None = None
    origin: Origin | None = None
    status: CaseStatus | None = None
    stage: str | None = None
    number: str | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        equal = {
            CaseRow.office: self.office,
            CaseRow.regime: self.regime,
            CaseRow.origin: self.origin,
            CaseRow.status: self.status,
            CaseRow.stage: self.stage,
        }
        chosen: list[ColumnElement[bool]] = [column == value for column, value in equal.items() if value]
        if self.number:
            sought = func.lower(self.number)
            chosen.append(
                or_(
                    func.lower(CaseRow.intake_number) == sought,
                    func.lower(CaseRow.register_number) == sought,
                    CaseRow.id.in_(
                        select(TransferRow.case_id).where(func.lower(TransferRow.number) == sought)
                    ),
                )
            )
        return chosen


class CaseStore:
    """Cases by id, by receipt, and as a list of what an officer may see."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, case: Case) -> None:
        self._session.add(CaseRow(id=case.id, **_columns(case)))
        self._session.flush()

    def get(self, case_id: CaseId) -> Case:
        """The case as it is now; whether it may be shown is the caller's to ask."""
        return self._found(self._session.get(CaseRow, case_id), case_id)

    def take(self, case_id: CaseId) -> Case:
        """The case, locked until the end of the unit; `save` it after the change."""
        row = self._session.get(CaseRow, case_id, with_for_update=True, populate_existing=True)
        return self._found(row, case_id)

    def save(self, case: Case) -> None:
        row = self._session.get_one(CaseRow, case.id)
        for name, value in _columns(case).items():
            setattr(row, name, value)
        self._session.flush()

    def by_receipt(self, code: ReceiptCode) -> Case:
        row = self._session.scalar(select(CaseRow).where(CaseRow.receipt_code == code))
        if row is None:
            raise unknown_receipt()
        return _case(row)

    def page(self, officer: Officer, narrowed: CaseFilter, asked: PageRequest) -> Page[Case]:
        """Newest first, and only what the officer may see."""
        statement = select(CaseRow).where(visible_cases(officer), *narrowed.conditions())
        rows = self._session.scalars(NEWEST_FIRST.page(statement, asked)).all()
        return NEWEST_FIRST.cut(rows, asked).each(_case)

    def _found(self, row: CaseRow | None, case_id: CaseId) -> Case:
        if row is None:
            raise no_such_case(case_id)
        return _case(row)


def no_such_case(case_id: CaseId) -> CaseNotFoundError:
    """The same words for a case that is not there and for one that must not be seen."""
    return CaseNotFoundError(
        f"There is no case {case_id} among those you may see. Look it up in the list of cases.",
        id=f"Tidak ada perkara {case_id} di antara yang boleh Anda lihat. Cari dalam daftar perkara.",
    )


def _columns(case: Case) -> dict[str, Any]:
    plain = ("version", "regime", "origin", "election", "bawaslu_region", "description", "confidentiality")
    numbers = ("intake_number", "register_number", "receipt_code")
    course = (
        "received_at",
        "received_by",
        "changed_at",
        "status",
        "stage",
        "outcome",
        "registered_at",
        "closed_at",
    )
    return {
        **{name: getattr(case, name) for name in (*plain, *numbers, *course)},
        "office": case.office.code,
        "articles": list(case.articles),
        "facts": {name.value: fact.as_data() for name, fact in case.facts.declared.items()},
    }


def _case(row: CaseRow) -> Case:
    return Case(
        id=CaseId(row.id),
        version=row.version,
        regime=Regime(row.regime),
        origin=Origin(row.origin),
        election=Election(row.election),
        office=Office(row.office),
        bawaslu_region=row.bawaslu_region,
        description=row.description,
        confidentiality=Confidentiality(row.confidentiality),
        articles=tuple(row.articles),
        facts=IntakeFacts({FactName(name): fact_of(fact) for name, fact in row.facts.items()}),
        intake_number=row.intake_number,
        receipt_code=ReceiptCode(row.receipt_code),
        received_at=row.received_at,
        received_by=OfficerId(row.received_by),
        changed_at=row.changed_at,
        status=CaseStatus(row.status),
        stage=row.stage,
        outcome=Outcome(row.outcome) if row.outcome else None,
        register_number=row.register_number,
        registered_at=row.registered_at,
        closed_at=row.closed_at,
    )
