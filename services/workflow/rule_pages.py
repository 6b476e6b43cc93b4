"""`python -m workflow.rule_pages FOLDER OUT`: a page a regime from the rules and the calendar in FOLDER.

The examples are worked out on the year that the calendar's own edition names, so that the same files always
give the same pages. Pages of other versions in OUT are taken away; the history of the repository keeps them.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from workflow.domain.calendar_file import load_calendar
from workflow.domain.errors import LegalClockError
from workflow.domain.law import CALENDAR_FILE, RULES_FILE, Law
from workflow.domain.rule_file import load_rules
from workflow.domain.rule_page import page_name, rule_page
from workflow.domain.rules import Regime

REFUSED = 1


def pages_of(folder: Path) -> dict[str, str]:
    """Name and content of every page; LegalClockError names the file and element that cannot be used."""
    law = Law(load_rules(folder / RULES_FILE), load_calendar(folder / CALENDAR_FILE))
    edition = json.loads((folder / CALENDAR_FILE).read_text(encoding="utf-8"))["version"]
    return {page_name(regime, law): rule_page(regime, law, year=int(edition[:4])) for regime in Regime}


def write_pages(folder: Path, out: Path) -> list[Path]:
    """The pages that stand in `out` now."""
    pages = pages_of(folder)
    out.mkdir(parents=True, exist_ok=True)
    for old in out.glob("*-time-limits-*.md"):
        if old.name not in pages:
            old.unlink()
    for name, content in pages.items():
        (out / name).write_text(content, encoding="utf-8")
    return [out / name for name in pages]


def main(arguments: list[str]) -> int:
    """Prints the path of each page."""
    try:
        written = write_pages(Path(arguments[0]), Path(arguments[1]))
    except LegalClockError as error:
        sys.stderr.write(f"{error}\n")
        return REFUSED
    sys.stdout.write("".join(f"{path}\n" for path in written))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
