"""`domain.access` as SQL: a list, a count or a search shows exactly the rows that a single get would."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, or_, true
from sqlalchemy.orm import InstrumentedAttribute

from cases.domain.access import clearance
from cases.domain.officer import Agency, Officer
from cases.domain.offices import Level, Office
from cases.storage.tables import CaseRow, MemberRow


def visible_cases(officer: Officer) -> ColumnElement[bool]:
    """The SQL of `may_see_case`."""
    cleared = or_(CaseRow.confidentiality <= clearance(officer), CaseRow.received_by == officer.id)
    joined = true() if officer.agency is Agency.BAWASLU else CaseRow.register_number.is_not(None)
    return and_(_covered(CaseRow.office, officer.office), cleared, joined)


def visible_members(officer: Officer) -> ColumnElement[bool]:
    """The SQL of `may_see_member`."""
    return _covered(MemberRow.office, officer.office)


def _covered(column: InstrumentedAttribute[str], office: Office) -> ColumnElement[bool]:
    if office.level is Level.NATIONAL:
        return true()
    if office.level is Level.PROVINCE:
        return or_(column == office.code, column.like(f"{office.code}.%"))
    return column == office.code
