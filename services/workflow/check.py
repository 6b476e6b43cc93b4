"""`python -m workflow.check FOLDER`: every fault of the procedure in a folder, as one JSON object; nothing need run."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

from workflow.actions.procedure import procedure_files, version_name
from workflow.actions.procedure_check import Fault, faults_of

REFUSED = 1


def main(arguments: list[str]) -> int:
    """Exit status 1 when there is a fault."""
    folder = Path(arguments[0])
    try:
        files = procedure_files(folder)
    except UnicodeDecodeError as error:
        faults: tuple[Fault, ...] = (Fault(str(folder), "file", "file", f"a file is not UTF-8: {error}"),)
        version = None
    else:
        faults, version = faults_of(files), version_name(files)
    told = {"version": version, "faults": [asdict(fault) for fault in faults]}
    sys.stdout.write(f"{json.dumps(told, ensure_ascii=False)}\n")
    return REFUSED if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
