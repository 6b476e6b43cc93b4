"""Keeping the roster."""

from __future__ import annotations

from datetime import datetime

from cases.domain.access import may_see_member, refuse_appointing
from cases.domain.events import member_appointed
from cases.domain.member import Appointment, Member, MemberId
from cases.domain.officer import Officer
from cases.storage.members import no_such_member
from cases.storage.unit import CasesUnit
from chassis.logs import log


def appoint_member(unit: CasesUnit, appointment: Appointment, *, by: Officer, now: datetime) -> Member:
    """Put somebody on the roster of an office; the others hear of it."""
    refuse_appointing(by, appointment.office)
    appointment.office.refuse_other_level(appointment.level)
    member = Member.appointed(appointment, by=by.id, now=now)
    unit.members.add(member)
    unit.announce(member_appointed(member))
    log.info("member_appointed", member_id=member.id, office=member.office.code)
    return member


def see_member(unit: CasesUnit, member_id: MemberId, *, by: Officer) -> Member:
    """The member, if the officer may read that roster; else there is none."""
    member = unit.members.get(member_id)
    if not may_see_member(by, member):
        raise no_such_member(member_id)
    return member
