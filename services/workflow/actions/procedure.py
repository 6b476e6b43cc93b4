"""The procedure as the actions need it: models, forms and law by version, and warm instances."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from workflow.actions.forms import Form, form_of
from workflow.actions.live import LiveInstances
from workflow.domain.law import Law, law_of
from workflow.engine import Definition, definition_of, version_of
from workflow.storage.definitions import DefinitionStore

MAIN_PROCESS = "handling"
MODEL_SUFFIX = ".bpmn"
FORMS = "forms"
GIVEN_VARIABLES = frozenset({"origin", "regime", "suspect"})
"""What a case brings to its first step, and the naming of a suspect to a track; all else is a form's or a script's."""


class NoProcedureError(Exception):
    """No version of the procedure was deployed; `python -m workflow.migrate` deploys the one in BPMN_DIR."""


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
    """What a process keeps in memory of the deployed versions; each is read once, when it is first needed."""

    live: LiveInstances = field(default_factory=LiveInstances)
    _versions: dict[str, Version] = field(default_factory=dict)
    _laws: dict[str, Law] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def version(self, name: str, definitions: DefinitionStore) -> Version:
        """The version a case runs on, whatever is in force now."""
        with self._lock:
            if name not in self._versions:
                files = definitions.files(name)
                self._versions[name] = Version(name, definition_of(models_of(files)), files)
            return self._versions[name]

    def law(self, definitions: DefinitionStore) -> Law:
        """The rules and the calendar in force, for every case; asks which version that is, so none needs a restart.

        Ask after locking the case: a deployment recomputes what it finds, and then waits for that lock.
        """
        return self.law_named(definitions.newest(), definitions)

    def law_named(self, name: str | None, definitions: DefinitionStore) -> Law:
        """The rules and the calendar of the version with this name; NoProcedureError before the first deployment."""
        if name is None:
            raise NoProcedureError(NoProcedureError.__doc__)
        with self._lock:
            if name not in self._laws:
                self._laws[name] = law_of(definitions.files(name))
            return self._laws[name]


def procedure_files(folder: Path) -> dict[str, str]:
    """Everything that makes a version of the procedure: models, rules, calendar and forms, by relative name."""
    patterns = ("*.bpmn", "*.dmn", f"{FORMS}/*.json", "calendars/*.json")
    found = sorted(path for pattern in patterns for path in folder.glob(pattern))
    return {path.relative_to(folder).as_posix(): path.read_bytes().decode("utf-8") for path in found}


def models_of(files: Mapping[str, str]) -> dict[str, bytes]:
    """The files that the engine runs."""
    return {name: text.encode() for name, text in files.items() if name.endswith(MODEL_SUFFIX)}


def version_name(files: Mapping[str, str]) -> str:
    """SHA-256 over every file of the procedure, so that a changed form or limit is a new version."""
    return version_of({name: text.encode() for name, text in files.items()})
