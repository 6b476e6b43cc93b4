"""The store of parties. It writes identities and never reads one."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.domain.case import CaseId
from cases.domain.errors import PartyNotFoundError
from cases.domain.officer import OfficerId
from cases.domain.party import Identity, Party, PartyId, PartyRole, PartyStatus
from cases.storage.tables import IdentityRow, PartyRow
from chassis.paging import Order, Page, PageRequest

BY_ROLE = Order("parties", (PartyRow.role, PartyRow.ordinal))


class PartyStore:
    """Parties of one case at a time."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def next_ordinal(self, case_id: CaseId, role: PartyRole) -> int:
        """The place of one more of this role; the case is locked while it is used."""
        of_role = (PartyRow.case_id == case_id, PartyRow.role == role)
        return self._session.execute(select(func.count()).where(*of_role)).scalar_one() + 1

    def add(self, party: Party, identity: Identity) -> None:
        self._session.add(
            PartyRow(
                id=party.id,
                version=party.version,
                case_id=party.case_id,
                role=party.role,
                ordinal=party.ordinal,
                status=party.status,
                held=list(party.held),
                added_at=party.added_at,
                added_by=party.added_by,
                changed_at=party.changed_at,
            )
        )
        self._session.flush()
        self._session.add(
            IdentityRow(
                party_id=party.id,
                name=identity.name,
                address=identity.address,
                contact=identity.contact,
                id_number=identity.id_number,
            )
        )
        self._session.flush()

    def get(self, case_id: CaseId, party_id: UUID) -> Party:
        """The party, if it is one of this case."""
        return _party(_of_case(self._session.get(PartyRow, party_id), case_id, party_id))

    def take(self, case_id: CaseId, party_id: UUID) -> Party:
        """As `get`, and locked until the end of the unit; `save` it after the change."""
        row = self._session.get(PartyRow, party_id, with_for_update=True, populate_existing=True)
        return _party(_of_case(row, case_id, party_id))

    def save(self, party: Party) -> None:
        row = self._session.get_one(PartyRow, party.id)
        row.status = party.status
        row.version = party.version
        row.changed_at = party.changed_at
        self._session.flush()

    def of_role(self, case_id: CaseId, role: PartyRole) -> list[Party]:
        """Those of one role, in the order in which they were added."""
        rows = self._session.scalars(
            select(PartyRow)
            .where(PartyRow.case_id == case_id, PartyRow.role == role)
            .order_by(PartyRow.ordinal)
            .execution_options(populate_existing=True)
        )
        return [_party(row) for row in rows]

    def page(self, case_id: CaseId, asked: PageRequest) -> Page[Party]:
        """By role, in the order in which they were added."""
        statement = BY_ROLE.page(select(PartyRow).where(PartyRow.case_id == case_id), asked)
        return BY_ROLE.cut(self._session.scalars(statement).all(), asked).each(_party)


def _of_case(row: PartyRow | None, case_id: CaseId, party_id: UUID) -> PartyRow:
    if row is None or row.case_id != case_id:
        raise PartyNotFoundError(
            f"Case {case_id} has no party {party_id}. Look it up in the case's list of parties.",
            id=f"Perkara {case_id} tidak mempunyai pihak {party_id}. Cari dalam daftar pihak perkara.",
        )
    return row


def _party(row: PartyRow) -> Party:
    return Party(
        id=PartyId(row.id),
        version=row.version,
        case_id=row.case_id,
        role=PartyRole(row.role),
        ordinal=row.ordinal,
        status=PartyStatus(row.status),
        held=tuple(row.held),
        added_at=row.added_at,
        added_by=OfficerId(row.added_by),
        changed_at=row.changed_at,
    )
