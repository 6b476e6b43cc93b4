"""What `workflow` reads from its environment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from marshmallow import ValidationError, fields

from chassis.settings import ServiceSettings, ServiceSettingsSchema, read_settings

SERVICE = "workflow"
"""The service's name: source of its events, label of its logs. Here, so that a worker needs no web framework for it."""


@dataclass(frozen=True, kw_only=True)
class WorkflowSettings(ServiceSettings):
    """`bpmn_dir` holds the procedure; `ledger_key` is the Ed25519 key that signs the heads of the journal."""

    bpmn_dir: Path
    ledger_key: Path


def _folder_of_models(value: Path) -> None:
    if not (value / "handling.bpmn").is_file():
        raise ValidationError(f"there is no handling.bpmn in {value}")


class WorkflowSettingsSchema(ServiceSettingsSchema):
    """The variables of every service, and the two of `workflow`."""

    made = WorkflowSettings

    bpmn_dir = fields.Function(
        deserialize=Path, data_key="BPMN_DIR", required=True, validate=_folder_of_models
    )
    ledger_key = fields.Function(deserialize=Path, data_key="LEDGER_KEY", required=True)


def workflow_settings(environment: Mapping[str, str]) -> WorkflowSettings:
    """Raises SettingsError naming every variable that is missing or wrong."""
    return read_settings(WorkflowSettingsSchema(), environment)  # type: ignore[no-any-return] # the schema decides
