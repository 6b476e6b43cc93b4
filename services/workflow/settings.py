"""What `workflow` reads from its environment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, post_load

from chassis.settings import DATABASE, ServiceSettings, ServiceSettingsSchema, read_settings, variable

SERVICE = "workflow"
"""The service's name: source of its events, label of its logs. Here, so that a worker needs no web framework for it."""


@dataclass(frozen=True, kw_only=True)
class WorkflowSettings(ServiceSettings):
    """`ledger_key` is the Ed25519 key that signs the heads of the journal."""

    ledger_key: Path


@dataclass(frozen=True)
class DeploySettings:
    """The procedure that a release brings, and the database it goes to."""

    database_url: str
    bpmn_dir: Path
    case_clock: str


def _folder_of_models(value: Path) -> None:
    if not (value / "handling.bpmn").is_file():
        raise ValidationError(f"there is no handling.bpmn in {value}")


class WorkflowSettingsSchema(ServiceSettingsSchema):
    """The variables of every service, and the one of `workflow`."""

    made = WorkflowSettings

    ledger_key = fields.Function(deserialize=Path, data_key="LEDGER_KEY", required=True)


class DeploySettingsSchema(Schema):
    """The variables of `python -m workflow.migrate`."""

    class Meta:
        unknown = EXCLUDE

    database_url = variable("DATABASE_URL", check=DATABASE)
    bpmn_dir = fields.Function(
        deserialize=Path, data_key="BPMN_DIR", required=True, validate=_folder_of_models
    )
    case_clock = variable("CASE_CLOCK", default="system")

    @post_load
    def _make(self, data: dict[str, Any], **_: Any) -> DeploySettings:
        return DeploySettings(**data)


def workflow_settings(environment: Mapping[str, str]) -> WorkflowSettings:
    """Raises SettingsError naming every variable that is missing or wrong."""
    return read_settings(WorkflowSettingsSchema(), environment)  # type: ignore[no-any-return] # the schema decides


def deploy_settings(environment: Mapping[str, str]) -> DeploySettings:
    """Raises SettingsError naming every variable that is missing or wrong."""
    return read_settings(DeploySettingsSchema(), environment)  # type: ignore[no-any-return] # the schema decides
