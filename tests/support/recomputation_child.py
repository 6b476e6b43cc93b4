"""A timers process that kills itself in its second unit, when all is written and nothing of it committed.

`python -m tests.support.recomputation_child DATABASE_URL`
"""

from __future__ import annotations

import os
import signal
import sys

from chassis.clock import FixedClock
from chassis.database import Database
from tests.workflow.builders import MONDAY
from workflow.actions.procedure import Procedure
from workflow.actions.recomputation import recompute_next_cases
from workflow.storage.unit import WorkflowUnit


def main(url: str) -> None:
    database, procedure = Database.at(url, source="workflow", clock=FixedClock(MONDAY)), Procedure()
    with database.unit_of_work(WorkflowUnit) as unit:
        recompute_next_cases(unit, procedure, batch=1)
    with database.unit_of_work(WorkflowUnit) as unit:
        recompute_next_cases(unit, procedure, batch=2)
        os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main(sys.argv[1])
