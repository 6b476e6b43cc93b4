"""The rosters of all centres: whom a task may be given to, and what a stand-in is held against."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from workflow.domain.member import Member
from workflow.storage.work_tables import MemberRow


class MemberStore:
    """A projection of the rosters: ids, agencies, offices and roles only."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def note(self, member: Member, *, appointed_at: datetime) -> None:
        """The newest appointment counts; one told again adds what was not kept of it before."""
        values = {
            "agency": member.agency,
            "office": member.office,
            "roles": list(member.roles),
            "appointed_at": appointed_at,
        }
        self._session.execute(
            insert(MemberRow)
            .values(id=member.id, **values)
            .on_conflict_do_update(
                index_elements=["id"], set_=values, where=MemberRow.appointed_at <= appointed_at
            )
        )

    def get(self, member_id: str) -> Member | None:
        """None for somebody whom no roster names."""
        row = self._session.scalars(select(MemberRow).where(MemberRow.id == member_id)).one_or_none()
        return None if row is None else _member(row)

    def agency_of(self, member_id: str) -> str | None:
        """None for somebody whom no roster names."""
        return self._session.scalar(select(MemberRow.agency).where(MemberRow.id == member_id))

    def of_offices(self, agency: str, offices: Collection[str]) -> list[Member]:
        """An agency's members at these offices, in the order of their ids."""
        rows = self._session.scalars(
            select(MemberRow)
            .where(MemberRow.agency == agency, MemberRow.office.in_(offices))
            .order_by(MemberRow.id)
        )
        return [_member(row) for row in rows]


def _member(row: MemberRow) -> Member:
    return Member(row.id, row.agency, row.office, tuple(row.roles))
