"""How far a case is, when several parts of it run at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

# What runs, and the stage that it means; a process that is not named here, such as `signatures`, is no stage.
STAGE_OF_PROCESS: Final[Mapping[str, str]] = {
    "finding": "finding",
    "assessment": "assessment",
    "investigation": "investigation",
    "suspect": "investigation",
    "prosecution": "prosecution",
}
ORDER: Final = tuple(dict.fromkeys(STAGE_OF_PROCESS.values()))


def furthest_stage(running: Iterable[str], *, now_in: str) -> str:
    """The stage of the part that is furthest; where none has a stage, the case stays where it is."""
    stages = [STAGE_OF_PROCESS[process] for process in running if process in STAGE_OF_PROCESS]
    return max(stages, key=ORDER.index) if stages else now_in
