"""Deploy a version of the procedure: new cases get it, running ones stay on theirs."""

from __future__ import annotations

from collections.abc import Mapping

from workflow.actions.procedure import models_of, version_name
from workflow.engine import definition_of
from workflow.storage.unit import WorkflowUnit


def deploy(unit: WorkflowUnit, files: Mapping[str, str]) -> str:
    """Keep these files as the newest version, or raise DefinitionError naming file and element of every fault."""
    definition_of(models_of(files))
    version = version_name(files)
    unit.definitions.keep(version, files, now=unit.now)
    return version
