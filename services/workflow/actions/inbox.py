"""Ask the inbox, in the order of the law as it stands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from chassis.paging import Page, PageRequest
from workflow.actions.procedure import Procedure
from workflow.domain.inbox import InboxQuery, Sorting
from workflow.domain.officer import Officer
from workflow.domain.working_time import positions_at
from workflow.domain.zones import Zone
from workflow.storage.inbox_shown import Shown
from workflow.storage.unit import WorkflowUnit


def inbox_page(
    unit: WorkflowUnit,
    procedure: Procedure,
    query: InboxQuery,
    asked: PageRequest,
    *,
    officer: Officer,
    shown: Shown,
    sorting: Sorting | None = None,
) -> Page[str]:
    """What is shown of the tasks that an officer may see, as JSON objects, in this order or the usual one."""

    def positions(at: datetime) -> Mapping[Zone, int]:
        return positions_at(at, procedure.law(unit.definitions).calendar)

    return unit.inbox.page(
        query,
        officer,
        asked,
        shown=shown,
        sorting=sorting or Sorting.usual(query),
        now=unit.now,
        positions=positions,
    )
