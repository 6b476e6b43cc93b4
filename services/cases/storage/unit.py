"""The unit of work of `cases`: the stores that change together, and the announcements that go with them."""

from __future__ import annotations

from functools import cached_property

from cases.domain.events import Announcement
from cases.storage.cases import CaseStore
from cases.storage.members import MemberStore
from cases.storage.numbers import NumberStore
from cases.storage.parties import PartyStore
from cases.storage.side_events import SideEventStore
from chassis.unit import Unit


class CasesUnit(Unit):
    """One request's or one message's share of the database."""

    @cached_property
    def cases(self) -> CaseStore:
        return CaseStore(self.session)

    @cached_property
    def parties(self) -> PartyStore:
        return PartyStore(self.session)

    @cached_property
    def members(self) -> MemberStore:
        return MemberStore(self.session)

    @cached_property
    def numbers(self) -> NumberStore:
        return NumberStore(self.session)

    @cached_property
    def side_events(self) -> SideEventStore:
        return SideEventStore(self.session)

    def announce(self, told: Announcement) -> None:
        """Send it when, and only when, this unit commits."""
        self.outbox.add(told.type, subject=told.subject, data=dict(told.data), at=self.now)
