"""One of several processes that give alerts."""

from __future__ import annotations

from multiprocessing import get_context
from multiprocessing.process import BaseProcess

from sqlalchemy import create_engine

from chassis.clock import FixedClock
from chassis.database import Database
from tests.workflow.builders import MONDAY
from workflow.actions.procedure import Procedure
from workflow.timers import alert_rounds


def scheduler(database_url: str) -> BaseProcess:
    """A process of its own that gives everything that is due, and ends."""
    return get_context("spawn").Process(target=_one_round, args=(database_url,))


def _one_round(database_url: str) -> None:
    database = Database(create_engine(database_url), source="workflow", clock=FixedClock(MONDAY))
    alert_rounds(database, Procedure())()
