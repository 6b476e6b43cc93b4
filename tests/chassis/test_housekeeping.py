"""Old rows go; what is still needed stays."""

from __future__ import annotations

from sqlalchemy import text

from chassis.database import Database
from chassis.housekeeping import prune
from chassis.inbox import Inbox, Receipt, Verdict
from chassis.unit import Unit
from tests.support.messaging_services import say


def test_sent_events_go_after_their_time_and_unsent_ones_never(cases: Database) -> None:
    say(cases, "case-1", 1, 2, 3)
    with cases.unit_of_work(Unit) as unit:
        unit.session.execute(text("UPDATE outbox SET written_at = written_at - interval '31 days'"))
        unit.session.execute(text("UPDATE outbox SET sent_at = clock_timestamp() WHERE sequence < 3"))
    say(cases, "case-2", 1)
    assert prune(cases) == 2
    assert prune(cases) == 0


def test_a_repeat_is_known_after_its_id_was_forgotten(cases: Database, workflow: Database) -> None:
    [event] = say(cases, "case-1", 1)
    with workflow.unit_of_work(Unit) as unit:
        Inbox(unit.session).receive(event)
        unit.session.execute(text("UPDATE inbox SET applied_at = applied_at - interval '31 days'"))
    assert prune(workflow) == 1
    with workflow.unit_of_work(Unit) as unit:
        assert Inbox(unit.session).receive(event) == Receipt(Verdict.REPEATED)
