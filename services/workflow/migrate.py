"""`python -m workflow.migrate`: bring the database to the newest revision, then deploy the procedure in BPMN_DIR."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from marshmallow import EXCLUDE, Schema, fields, post_load

from chassis.clock import clock_from
from chassis.database import Database
from chassis.schema import migrate_from_environment
from chassis.settings import DATABASE, read_settings, settings_or_exit, variable
from workflow.actions.deploy import deploy
from workflow.actions.procedure import procedure_files
from workflow.settings import SERVICE
from workflow.storage.unit import WorkflowUnit


@dataclass(frozen=True)
class DeploySettings:
    """Where the procedure is, and the database it goes to."""

    database_url: str
    bpmn_dir: Path
    case_clock: str


class DeploySettingsSchema(Schema):
    """The variables of a deployment of the procedure."""

    class Meta:
        unknown = EXCLUDE

    database_url = variable("DATABASE_URL", check=DATABASE)
    bpmn_dir = fields.Function(deserialize=Path, data_key="BPMN_DIR", required=True)
    case_clock = variable("CASE_CLOCK", default="system")

    @post_load
    def _make(self, data: dict[str, Any], **_: Any) -> DeploySettings:
        return DeploySettings(**data)


def deploy_settings(environment: Mapping[str, str]) -> DeploySettings:
    """Raises SettingsError naming every variable that is missing or wrong."""
    return read_settings(DeploySettingsSchema(), environment)  # type: ignore[no-any-return] # the schema decides


def main() -> None:
    """Needs DATABASE_URL, as the role that owns the tables, and BPMN_DIR."""
    settings = settings_or_exit(deploy_settings, os.environ)
    migrate_from_environment(SERVICE, os.environ)
    database = Database.at(settings.database_url, source=SERVICE, clock=clock_from(settings.case_clock))
    with database.unit_of_work(WorkflowUnit) as unit:
        deploy(unit, procedure_files(settings.bpmn_dir))


if __name__ == "__main__":
    main()
