"""Process definitions: a set of model files, checked, parsed once and known by the hash of its content."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException
from SpiffWorkflow.spiff.parser.process import VALIDATOR, SpiffBpmnParser

from workflow.engine.checks import problems_of
from workflow.engine.cures import cure, fingerprint_lines
from workflow.engine.documents import document, refused
from workflow.engine.errors import DefinitionError, ExpressionError, ModelProblem
from workflow.engine.models import Model, models_in

DECISION_SUFFIX = ".dmn"
CACHED_DEFINITIONS = 64


@dataclass(frozen=True)
class Definition:
    """A checked set of models, shared by every instance that runs on it and never changed by one."""

    version: str
    process_ids: tuple[str, ...]
    specs: Mapping[str, Any] = field(repr=False)

    def spec(self, process_id: str) -> Any:
        """The parsed process; DefinitionError when the set has no such process."""
        try:
            return self.specs[process_id]
        except KeyError:
            raise DefinitionError([ModelProblem("set", process_id, "no such process in this set")]) from None

    def elements(self) -> frozenset[str]:
        """Every drawn element as `process#element`, to compare two versions by."""
        return frozenset(
            f"{name}#{task_spec.bpmn_id}"
            for name, spec in self.specs.items()
            for task_spec in spec.task_specs.values()
            if task_spec.bpmn_id is not None
        )

    def fingerprint(self) -> str:
        """Changes when a run has changed a shared spec; tests compare it before and after."""
        lines = [line for name in sorted(self.specs) for line in fingerprint_lines(self.specs[name])]
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def version_of(files: Mapping[str, bytes]) -> str:
    """SHA-256 over the names and bytes of the files, in the order of their names."""
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(hashlib.sha256(name.encode()).digest())
        digest.update(hashlib.sha256(files[name]).digest())
    return digest.hexdigest()


def definition_of(files: Mapping[str, bytes]) -> Definition:
    """The definition of these BPMN and DMN files by name; parsed once however often it is asked for."""
    return _parsed(version_of(files), _Files(dict(files)))


@dataclass(frozen=True)
class _Files:
    """Rides along into the cache, where the version alone decides."""

    by_name: Mapping[str, bytes]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Files)

    def __hash__(self) -> int:
        return 0


@lru_cache(maxsize=CACHED_DEFINITIONS)
def _parsed(version: str, files: _Files) -> Definition:
    trees = {name: document(name, content) for name, content in files.by_name.items()}
    drawings = {name: tree for name, tree in trees.items() if not name.endswith(DECISION_SUFFIX)}
    models = [model for name, tree in drawings.items() for model in models_in(name, tree)]
    problems = problems_of(models)
    if problems:
        raise DefinitionError(problems)
    parser = SpiffBpmnParser(validator=VALIDATOR)
    for name, tree in trees.items():
        _add(parser, name, tree)
    process_ids = tuple(model.id for model in models if model.parent is None)
    specs: dict[str, Any] = {}
    for process_id in process_ids:
        specs |= _specs(parser, process_id, models)
    for model in models:
        _cured(specs[model.id], model)
    return Definition(version, process_ids, specs)


def _add(parser: Any, name: str, tree: Any) -> None:
    try:
        if name.endswith(DECISION_SUFFIX):
            parser.add_dmn_xml(tree.getroot(), filename=name)
        else:
            parser.add_bpmn_xml(tree, filename=name)
    except ValidationException as error:
        raise refused(name, str(error)) from error


def _specs(parser: Any, process_id: str, models: list[Model]) -> dict[str, Any]:
    try:
        return {process_id: parser.get_spec(process_id), **parser.get_subprocess_specs(process_id)}
    except ValidationException as error:
        file = next(model.file for model in models if model.id == process_id)
        element = error.id or process_id
        raise DefinitionError([ModelProblem(file, str(element), str(error))]) from error


def _cured(spec: Any, model: Model) -> None:
    try:
        cure(spec)
    except ExpressionError as error:
        raise DefinitionError([ModelProblem(model.file, model.id, str(error))]) from error
