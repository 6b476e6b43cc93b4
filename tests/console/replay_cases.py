"""Cases for the tests of replay, as a file tells them and as it is read."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from console.replay_file import DATES, RealCase, read_cases

TODAY = date(2026, 1, 1)
REAL_CASES = Path(__file__).parents[1] / "journeys" / "data" / "real-cases.json"


def real_cases() -> dict[str, Any]:
    """The four real cases, as JSON that may be damaged."""
    content: dict[str, Any] = json.loads(REAL_CASES.read_text(encoding="utf-8"))
    return content


def a_file(folder: Path, content: Any) -> Path:
    """Written down; text as it is, everything else as JSON."""
    path = folder / "cases.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def a_case(folder: Path, **told: Any) -> RealCase:
    """A case of which the file tells only what is given here."""
    content = real_cases()
    case = content["cases"][0]
    texts = [
        name for name, value in case.items() if isinstance(value, str) and name.endswith(("number", "court"))
    ]
    case |= dict.fromkeys([*DATES, *texts, "verdict_summary", "appeal_result", "stop_reason"])
    case |= {"case_id": "T-1", "outcome": "not told", "other_dated_events": [], **told}
    content["cases"] = [case]
    (read,) = read_cases(a_file(folder, content), today=TODAY)
    return read
