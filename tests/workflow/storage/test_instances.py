"""The row of a case is what its steps wait for."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine
from sqlalchemy.exc import IntegrityError

from chassis.clock import FixedClock
from chassis.database import Database
from tests.support.postgres import TestDatabase
from tests.workflow.builders import MONDAY, an_instance
from workflow.storage.unit import WorkflowUnit


def test_a_case_has_one_instance(database: Database) -> None:
    with database.unit_of_work(WorkflowUnit) as unit:
        instance = an_instance(definition=unit.definitions.newest())
        unit.instances.add(instance)
    with pytest.raises(IntegrityError), database.unit_of_work(WorkflowUnit) as unit:
        unit.instances.add(instance)


def test_timers_pass_over_a_case_that_is_taking_a_step(committed_database: TestDatabase) -> None:
    engine = create_engine(committed_database.url)
    database = Database(engine, source="workflow", clock=FixedClock(MONDAY))
    with database.unit_of_work(WorkflowUnit) as unit:
        instance = an_instance(definition=unit.definitions.newest())
        unit.instances.add(instance)
    with database.unit_of_work(WorkflowUnit) as step:
        step.instances.lock(instance.case_id)
        with database.unit_of_work(WorkflowUnit) as timers:
            assert timers.instances.lock_idle(instance.case_id) is None
    with database.unit_of_work(WorkflowUnit) as timers:
        assert timers.instances.lock_idle(instance.case_id) == instance
    engine.dispose()
