"""Is the whole system quiet? Each service reports its counts, and two equal rounds of reports prove it.

A queue's length would lie: it does not say what a consumer holds in hand. What was published and what was
applied are totals that never fall, so a message anywhere on its way shows as a difference between the two.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from chassis.database import Database
from chassis.inbox_state import applied, failed, parked
from chassis.outbox import published, unsent
from chassis.unit import Unit

MUST_BE_ZERO = ("unsent", "parked", "due_timers")


@dataclass(frozen=True)
class Idle:
    """One service's counts; `applied` has an entry for every source it takes events from."""

    unsent: int
    parked: int
    failed: int
    published: int
    applied: Mapping[str, int]

    def as_json(self) -> dict[str, Any]:
        """For `/v1/idle`; a service with timers adds `due_timers`."""
        return asdict(self)


def idle_report(database: Database, *, sources: Sequence[str]) -> Idle:
    """Some index look-ups and two sums over one row a case."""
    with database.unit_of_work(Unit) as unit:
        had = applied(unit.session)
        return Idle(
            unsent=unsent(unit.session),
            parked=parked(unit.session),
            failed=failed(unit.session),
            published=published(unit.session),
            applied={source: had.get(source, 0) for source in sources},
        )


def settled(earlier: Mapping[str, Mapping[str, Any]], later: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether nothing was on its way between two rounds of reports (service -> JSON), the second begun after the first.

    One round alone could miss a message that moves on while the services are asked one by one; totals that
    never fall and are equal in both rounds leave it no time to do so.
    """
    return earlier == later and all(_is_quiet(report, later) for report in later.values())


def _is_quiet(report: Mapping[str, Any], reports: Mapping[str, Mapping[str, Any]]) -> bool:
    waiting = any(report.get(name, 0) for name in MUST_BE_ZERO)
    return not waiting and all(
        count == reports[source]["published"] for source, count in report["applied"].items()
    )
