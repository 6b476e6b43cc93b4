"""The store of members, and the head counts of the centres."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from cases.domain.errors import MemberAppointedAlreadyError, MemberNotFoundError
from cases.domain.member import Language, Member, MemberId
from cases.domain.officer import Agency, Officer, OfficerId, Role
from cases.domain.offices import Office
from cases.storage.access import visible_members
from cases.storage.tables import MemberRow
from chassis.paging import Order, Page, PageRequest

BY_OFFICE = Order("members", (MemberRow.office, MemberRow.id))


@dataclass(frozen=True, kw_only=True)
class MemberFilter:
    """What a roster is narrowed to."""

    office: str | None = None
    agency: Agency | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        equal = {MemberRow.office: self.office, MemberRow.agency: self.agency}
        return [column == value for column, value in equal.items() if value]


class MemberStore:
    """The roster of every centre."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, member: Member) -> None:
        """Refuses an id that is on the roster, also when two appoint it at once."""
        line = insert(MemberRow).values(
            id=member.id,
            version=member.version,
            name=member.name,
            agency=member.agency,
            office=member.office.code,
            roles=sorted(member.roles),
            email=member.email,
            language=member.language,
            appointed_at=member.appointed_at,
            appointed_by=member.appointed_by,
        )
        added = self._session.execute(line.on_conflict_do_nothing().returning(MemberRow.id)).first()
        if added is None:
            raise MemberAppointedAlreadyError(
                f"Member {member.id} is on the roster already. Read the entry before you appoint somebody else.",
                id=f"Anggota {member.id} sudah tercatat. Baca catatannya sebelum mencatat anggota lain.",
                field="member_id",
                rule="member-once",
            )

    def get(self, member_id: MemberId) -> Member:
        row = self._session.get(MemberRow, member_id)
        if row is None:
            raise no_such_member(member_id)
        return _member(row)

    def page(self, officer: Officer, narrowed: MemberFilter, asked: PageRequest) -> Page[Member]:
        """By office, and only what the officer may see."""
        statement = select(MemberRow).where(visible_members(officer), *narrowed.conditions())
        rows = self._session.scalars(BY_OFFICE.page(statement, asked)).all()
        return BY_OFFICE.cut(rows, asked).each(_member)

    def head_counts(self) -> Mapping[tuple[Office, Agency], int]:
        """How many members each agency has in each office that has any."""
        counted = select(MemberRow.office, MemberRow.agency, func.count()).group_by(
            MemberRow.office, MemberRow.agency
        )
        return {
            (Office(office), Agency(agency)): count
            for office, agency, count in self._session.execute(counted)
        }


def no_such_member(member_id: MemberId) -> MemberNotFoundError:
    """The same words for a member who is not there and for one who must not be seen."""
    return MemberNotFoundError(
        f"There is no member {member_id} among those you may see. Look in the roster.",
        id=f"Tidak ada anggota {member_id} di antara yang boleh Anda lihat. Cari dalam daftar anggota.",
    )


def _member(row: MemberRow) -> Member:
    return Member(
        id=MemberId(row.id),
        version=row.version,
        name=row.name,
        agency=Agency(row.agency),
        office=Office(row.office),
        roles=frozenset(Role(role) for role in row.roles),
        email=row.email,
        language=Language(row.language),
        appointed_at=row.appointed_at,
        appointed_by=OfficerId(row.appointed_by),
    )
