"""The clocks of a case as a report shows them: what the service computed, and the rules it knows nothing to say of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from console.replay_desk import Desk
from console.replay_journey import Journey

MAPPED: Mapping[str, frozenset[str]] = {
    "pemilu": frozenset(
        {"P01", "P02", "P04", "P06", "P08", "P09", "P10", "P11", "P12", "P14"}
        | {"P15", "P17", "P18", "P20", "P21", "P22", "P23", "P24", "P25", "P29"}
    ),
    "pilkada": frozenset(
        {"K01", "K02", "K03", "K05", "K06", "K07", "K08", "K09", "K11"}
        | {"K13", "K14", "K16", "K17", "K18", "K19", "K20", "K21", "K23"}
    ),
}
"""The rules that a field of the file starts or stops (procedure, section 5); each appears in the report."""

CONTENTS = (
    "start",
    "start_fact",
    "start_basis",
    "legal_limit",
    "safe_limit",
    "actual",
    "state",
    "disputed",
    "unconfirmed",
)
NOTHING_KNOWN: Mapping[str, Any] = {
    **dict.fromkeys(CONTENTS),
    "state": "unknown",
    "disputed": False,
    "unconfirmed": False,
}
OPEN = "open"
OF_SUSPECTS = "suspect"


def clocks_of(desk: Desk, journey: Journey, rules: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One line a rule, or one for each suspect, in the order of the rules; `rules` is what /v1/rules answers."""
    regime = journey.case.told["regime"]
    known = {(line["rule"], journey.suspect(line["track"])): line for line in _computed(desk, journey)}
    wanted = {*MAPPED[regime], *(rule for rule, _ in known)}
    own = {rule["rule"]: rule for rule in rules if rule["regime"] == regime and rule["rule"] in wanted}
    return [
        _line(rule, suspect, known.get((step, suspect), NOTHING_KNOWN))
        for step, rule in own.items()
        for suspect in _whose(rule, journey)
    ]


def _whose(rule: Mapping[str, Any], journey: Journey) -> tuple[int | None, ...]:
    """Once suspects are named, a rule about them has no clock of the case itself any more."""
    return tuple(journey.tracks) if rule["scope"] == OF_SUSPECTS and journey.tracks else (None,)


def _computed(desk: Desk, journey: Journey) -> list[dict[str, Any]]:
    return list(desk.read(journey.officer("bawaslu"), f"/v1/cases/{journey.id}/deadlines")["items"])


def _line(rule: Mapping[str, Any], suspect: int | None, clock: Mapping[str, Any]) -> dict[str, Any]:
    """What still runs when the file ends is not known to be in time or late, whatever the simulated day."""
    still_open = clock["state"] == OPEN
    return {
        "rule": rule["rule"],
        "suspect": suspect,
        "limit": rule["limit"],
        "title": rule["title"],
        **{name: clock[name] for name in CONTENTS},
        "state": "unknown" if still_open else clock["state"],
        "still_open": still_open,
    }
