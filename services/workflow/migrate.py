"""`python -m workflow.migrate`: bring the database to the newest revision, then deploy the procedure in BPMN_DIR."""

from __future__ import annotations

import os
import sys

from chassis.clock import clock_from
from chassis.database import Database
from chassis.schema import migrate_from_environment
from chassis.settings import settings_or_exit
from workflow.actions.deploy import deploy_shipped
from workflow.actions.procedure import procedure_files
from workflow.domain.errors import ProcedureRefusedError
from workflow.settings import SERVICE, deploy_settings
from workflow.storage.unit import WorkflowUnit

REFUSED = 1


def main() -> None:
    """Needs DATABASE_URL, as the role that owns the tables, and BPMN_DIR. Exit status 1 for a faulty procedure."""
    settings = settings_or_exit(deploy_settings, os.environ)
    migrate_from_environment(SERVICE, os.environ)
    database = Database.at(settings.database_url, source=SERVICE, clock=clock_from(settings.case_clock))
    try:
        with database.unit_of_work(WorkflowUnit) as unit:
            deploy_shipped(unit, procedure_files(settings.bpmn_dir))
    except ProcedureRefusedError as error:
        for fault in error.fields:
            sys.stderr.write(f"{fault.field}: {fault.en}\n")
        raise SystemExit(REFUSED) from error


if __name__ == "__main__":
    main()
