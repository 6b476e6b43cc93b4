"""The procedure as the actions need it: models and forms by version, the rules, the calendar, warm instances."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from workflow.actions.forms import Form, form_of
from workflow.actions.live import LiveInstances
from workflow.domain.calendar import Calendar
from workflow.domain.calendar_file import load_calendar
from workflow.domain.rule_file import load_rules
from workflow.domain.rules import RuleTable
from workflow.engine import Definition, definition_of, version_of
from workflow.storage.definitions import DefinitionStore

MAIN_PROCESS = "handling"
MODEL_SUFFIX = ".bpmn"


@dataclass(frozen=True)
class Version:
    """One deployed version: its checked models, and its files for the forms."""

    name: str
    definition: Definition
    files: Mapping[str, str]

    def form(self, name: str) -> Form:
        return form_of(self.files, name)


@dataclass
class Procedure:
    """Built once at start-up; versions are read from the database when a case first needs them."""

    rules: RuleTable
    calendar: Calendar
    live: LiveInstances = field(default_factory=LiveInstances)
    _versions: dict[str, Version] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    @classmethod
    def from_folder(cls, folder: Path) -> Procedure:
        """Raises RuleTableError or CalendarError, naming file and element, when the data cannot be used."""
        return cls(
            rules=load_rules(folder / "time-limits.dmn"),
            calendar=load_calendar(folder / "calendars" / "indonesia.json"),
        )

    def version(self, name: str, definitions: DefinitionStore) -> Version:
        """The version a case runs on; parsed once a process."""
        with self._lock:
            if name not in self._versions:
                files = definitions.files(name)
                self._versions[name] = Version(name, definition_of(models_of(files)), files)
            return self._versions[name]


def procedure_files(folder: Path) -> dict[str, str]:
    """Everything that makes a version of the procedure: models, time limits and forms, by relative name."""
    found = [*folder.glob("*.bpmn"), *folder.glob("*.dmn"), *folder.glob("forms/*.json")]
    return {str(path.relative_to(folder)): path.read_text(encoding="utf-8") for path in sorted(found)}


def models_of(files: Mapping[str, str]) -> dict[str, bytes]:
    """The files that the engine runs."""
    return {name: text.encode() for name, text in files.items() if name.endswith(MODEL_SUFFIX)}


def version_name(files: Mapping[str, str]) -> str:
    """SHA-256 over every file of the procedure, so that a changed form or limit is a new version."""
    return version_of({name: text.encode() for name, text in files.items()})
