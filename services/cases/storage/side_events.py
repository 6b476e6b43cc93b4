"""The store of what happened to cases beside their procedure."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.domain.case import CaseId
from cases.domain.officer import OfficerId
from cases.domain.offices import Office
from cases.domain.side_events import Direction, Joining, Transfer, Withdrawal
from cases.storage.fact_values import fact_of
from cases.storage.tables import JoiningRow, TransferRow, WithdrawalRow


class SideEventStore:
    """Withdrawals, transfers and joinings; written once, never changed. The case is locked while one is added."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add_withdrawal(self, withdrawal: Withdrawal) -> None:
        self._session.add(
            WithdrawalRow(
                party_id=withdrawal.party_id,
                case_id=withdrawal.case_id,
                fact=withdrawal.fact.as_data(),
                recorded_at=withdrawal.recorded_at,
                recorded_by=withdrawal.recorded_by,
            )
        )
        self._session.flush()

    def withdrawals(self, case_id: CaseId) -> list[Withdrawal]:
        """Those of one case, oldest first."""
        rows = self._session.scalars(
            select(WithdrawalRow)
            .where(WithdrawalRow.case_id == case_id)
            .order_by(WithdrawalRow.recorded_at, WithdrawalRow.party_id)
        )
        return [_withdrawal(row) for row in rows]

    def add_transfer(self, transfer: Transfer) -> None:
        self._session.add(
            TransferRow(
                id=transfer.id,
                case_id=transfer.case_id,
                direction=transfer.direction,
                from_office=transfer.from_office.code,
                to_office=transfer.to_office.code,
                number=transfer.number,
                decided=transfer.decided.as_data(),
                recorded_at=transfer.recorded_at,
                recorded_by=transfer.recorded_by,
            )
        )
        self._session.flush()

    def transfers(self, case_id: CaseId) -> list[Transfer]:
        """Those of one case, oldest first."""
        rows = self._session.scalars(
            select(TransferRow)
            .where(TransferRow.case_id == case_id)
            .order_by(TransferRow.recorded_at, TransferRow.id)
        )
        return [_transfer(row) for row in rows]

    def add_joining(self, joining: Joining) -> None:
        """Write the relation both ways."""
        for seen in (joining, joining.from_the_other()):
            self._session.add(
                JoiningRow(
                    case_id=seen.case_id,
                    joined_case_id=seen.joined_case_id,
                    decided=seen.decided.as_data(),
                    recorded_at=seen.recorded_at,
                    recorded_by=seen.recorded_by,
                )
            )
        self._session.flush()

    def joinings(self, case_id: CaseId) -> list[Joining]:
        """What one case is joined with, oldest first."""
        rows = self._session.scalars(
            select(JoiningRow)
            .where(JoiningRow.case_id == case_id)
            .order_by(JoiningRow.recorded_at, JoiningRow.joined_case_id)
        )
        return [_joining(row) for row in rows]


def _withdrawal(row: WithdrawalRow) -> Withdrawal:
    return Withdrawal(
        case_id=row.case_id,
        party_id=row.party_id,
        fact=fact_of(row.fact),
        recorded_at=row.recorded_at,
        recorded_by=OfficerId(row.recorded_by),
    )


def _transfer(row: TransferRow) -> Transfer:
    return Transfer(
        id=row.id,
        case_id=row.case_id,
        direction=Direction(row.direction),
        from_office=Office(row.from_office),
        to_office=Office(row.to_office),
        number=row.number,
        decided=fact_of(row.decided),
        recorded_at=row.recorded_at,
        recorded_by=OfficerId(row.recorded_by),
    )


def _joining(row: JoiningRow) -> Joining:
    return Joining(
        case_id=row.case_id,
        joined_case_id=row.joined_case_id,
        decided=fact_of(row.decided),
        recorded_at=row.recorded_at,
        recorded_by=OfficerId(row.recorded_by),
    )
