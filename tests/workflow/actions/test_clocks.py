"""The dates that are stored for a case: an auditor who adds up what the explanation lists comes to each of them."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workflow.builders import MONDAY, CaseBench, an_instance
from tests.workflow.domain.law import CALENDAR, RULES
from workflow.actions.clocks import recompute
from workflow.domain.facts import FactKind, FactTime
from workflow.domain.known_facts import KnownFacts
from workflow.domain.law import Law
from workflow.domain.rules import Regime
from workflow.domain.tracks import Track, TrackState
from workflow.domain.zones import Zone
from workflow.storage.casework import Casework
from workflow.storage.deadlines import Deadline

LAW = Law(RULES, CALENDAR)
OFFICES = {Zone.WIB: "32.15", Zone.WITA: "51.01", Zone.WIT: "91.71"}
LAST_SECOND = "T23:59:59"
STARTS = sorted({kind for rule in RULES.rules for kind in rule.starts_on})
MOMENTS = st.datetimes(datetime.fromisoformat("2017-08-17"), datetime.fromisoformat("2037-06-01"))
HAPPENED = st.dictionaries(st.sampled_from(STARTS), st.tuples(MOMENTS, st.booleans()), min_size=1, max_size=4)


def a_case(
    regime: Regime, zone: Zone, happened: dict[FactKind, tuple[datetime, bool]], *, suspect: bool
) -> Casework:
    """In memory, as its unit would have read it."""
    facts = {
        kind: FactTime.on(moment.date(), zone)
        if day_only
        else FactTime.instant(moment.replace(tzinfo=zone.tz), zone)
        for kind, (moment, day_only) in happened.items()
    }
    track = Track(uuid4(), uuid4(), named_at=None, opened_at=MONDAY, state=TrackState.RUNNING)
    return Casework(
        instance=an_instance(regime=regime.value, office=OFFICES[zone]),
        in_force=None,
        facts=KnownFacts(facts, {}),
        tracks={track.id: track} if suspect else {},
        deadlines={},
        tasks={},
    )


@settings(max_examples=2000, deadline=None)
@given(regime=st.sampled_from(Regime), zone=st.sampled_from(Zone), happened=HAPPENED, suspect=st.booleans())
def test_adding_up_what_the_explanation_lists_gives_every_stored_date(
    regime: Regime, zone: Zone, happened: dict[FactKind, tuple[datetime, bool]], *, suspect: bool
) -> None:
    work = a_case(regime, zone, happened, suspect=suspect)
    recompute(work, LAW, now=MONDAY)
    assert work.deadlines or not set(happened) & _starts_of(regime)
    for deadline in work.deadlines.values():
        said = json.loads(json.dumps(deadline.explanation))
        if deadline.legal_limit is None:
            assert said["explanation"] is None or said["explanation"]["kind"] == "window"
        else:
            _adds_up(deadline, said["explanation"])
            assert said["clock"]["legal_limit"] == deadline.legal_limit.isoformat()
            assert said["explanation"]["calendar"] == CALENDAR.version
            assert said["explanation"]["rules"] == RULES.version


def _starts_of(regime: Regime) -> set[FactKind]:
    return {kind for rule in RULES.rules if rule.regime is regime for kind in rule.starts_on}


def _adds_up(deadline: Deadline, said: dict[str, Any]) -> None:
    """Start, amount and the listed days; nothing of the code that counted them."""
    assert deadline.legal_limit is not None
    assert deadline.safe_limit is not None
    start = datetime.fromisoformat(said["start"])
    if said["unit"] == "H":
        whole_day = timedelta(days=1, seconds=-1) if said["start_precision"] == "day" else timedelta(0)
        hours = timedelta(hours=said["amount"])
        assert (deadline.legal_limit, deadline.safe_limit) == (start + whole_day + hours, start + hours)
        return
    sign = -1 if said["kind"] == "before" else 1
    for limit, skipped in ((deadline.legal_limit, "skipped"), (deadline.safe_limit, "skipped_safe")):
        days = [off["day"] for off in said[skipped]]
        assert days == sorted(set(days))
        assert all(start.date().isoformat() < day < limit.date().isoformat() for day in days)
        day = start.date() + timedelta(days=sign * said["amount"] + len(days))
        assert limit.isoformat().startswith(f"{day.isoformat()}{LAST_SECOND}")
        assert limit.utcoffset() == start.utcoffset()


def test_the_limit_before_the_result_is_counted_back_from_the_day_it_will_be_set_on(
    bench: CaseBench,
) -> None:
    case_id = bench.until_registered()
    bench.enter(case_id, "result_set", "2024-03-20")
    deadline = bench.deadlines(case_id)["P27"]
    assert (deadline.state, deadline.legal_limit) == (
        "open",
        datetime.fromisoformat("2024-03-15T23:59:59+07:00"),
    )
    assert deadline.next_alert_at is not None
