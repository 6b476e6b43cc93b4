"""Who may see and do what: one predicate on a row; `storage.access` says the same in SQL."""

from __future__ import annotations

from typing import Protocol

from workflow.domain.officer import WORKING_ROLES, Agency, Level, Officer, Role

OPEN_TO_ALL_OFFICERS = 2
"""Confidentiality levels 1 and 2 are open to every officer in scope; 3 and 4 need a coordinator or auditor."""


class Guarded(Protocol):
    """Anything that belongs to an office and has a confidentiality level."""

    @property
    def office(self) -> str: ...
    @property
    def confidentiality(self) -> int: ...


class Laned(Guarded, Protocol):
    """A guarded thing that one role of one agency must do."""

    @property
    def agency(self) -> str: ...
    @property
    def role(self) -> Role: ...


def scope_of(officer: Officer) -> str | None:
    """The prefix of office codes an officer sees; None means all. `32` covers `32` and `32.15`."""
    if officer.level is Level.NATIONAL:
        return None
    return officer.office.split(".")[0] if officer.level is Level.PROVINCE else officer.office


def sees_all_levels(officer: Officer) -> bool:
    """Whether confidential cases (levels 3 and 4) are in sight."""
    return officer.is_one_of(Role.COORDINATOR, Role.AUDITOR, Role.ADMINISTRATOR)


def may_see(officer: Officer, thing: Guarded) -> bool:
    """Office within reach, and confidentiality within clearance."""
    scope = scope_of(officer)
    within = scope is None or thing.office == scope or thing.office.startswith(f"{scope}.")
    return within and (thing.confidentiality <= OPEN_TO_ALL_OFFICERS or sees_all_levels(officer))


def works_on_tasks(officer: Officer) -> bool:
    """Whether an officer works at all; auditors and administrators alone only read."""
    return bool(roles_worked_for(officer))


def roles_worked_for(officer: Officer) -> frozenset[Role]:
    """Whose tasks an officer does: a coordinator also those that any officer may do, never the other way round."""
    if officer.is_one_of(Role.COORDINATOR):
        return frozenset(WORKING_ROLES)
    return officer.roles & {Role.OFFICER}


def may_work_on(officer: Officer, task: Laned) -> bool:
    """Only the lane's own agency works on its tasks, in the role that the drawing asks; an auditor alone never does."""
    return may_see(officer, task) and officer.agency == task.agency and task.role in roles_worked_for(officer)


def may_assign(officer: Officer, task: Laned) -> bool:
    """Who does a task, and what comes first, is for the coordinators of its own agency within reach."""
    return may_see(officer, task) and officer.agency == task.agency and officer.is_one_of(Role.COORDINATOR)


def may_record_for(officer: Officer, case: Guarded) -> bool:
    """Any agency's officers enter facts, each under its own name; auditors only read."""
    return may_see(officer, case) and works_on_tasks(officer)


def reads_history(officer: Officer) -> bool:
    """Whether the free text beside the journal is in sight: for those who handle or audit cases."""
    return officer.is_one_of(Role.OFFICER, Role.COORDINATOR, Role.AUDITOR)


def may_deploy(officer: Officer) -> bool:
    """Whether an officer may change the procedure, the rules and the calendar of everybody."""
    return officer.level is Level.NATIONAL and officer.is_one_of(Role.ADMINISTRATOR)


def may_intervene(officer: Officer, case: Guarded) -> bool:
    """Whether an officer may set a case going again, mend it or hold it: coordinators within reach."""
    return may_see(officer, case) and officer.is_one_of(Role.COORDINATOR)


def may_cancel(officer: Officer, case: Guarded) -> bool:
    """Whether an officer may end a case for other reasons than the procedure's: coordinators of Bawaslu within reach."""
    return may_intervene(officer, case) and officer.agency is Agency.BAWASLU
