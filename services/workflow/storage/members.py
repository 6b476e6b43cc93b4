"""Who is a member of which agency: what a stand-in is held against."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from workflow.storage.tables import MemberRow


class MemberStore:
    """A projection of the roster; ids and agencies only."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def note(self, member_id: str, agency: str, *, appointed_at: datetime) -> None:
        """The newest appointment counts."""
        values = {"agency": agency, "appointed_at": appointed_at}
        self._session.execute(
            insert(MemberRow)
            .values(id=member_id, **values)
            .on_conflict_do_update(
                index_elements=["id"], set_=values, where=MemberRow.appointed_at < appointed_at
            )
        )

    def agency_of(self, member_id: str) -> str | None:
        """None for somebody whom no roster names."""
        return self._session.scalar(select(MemberRow.agency).where(MemberRow.id == member_id))
