"""`/v1/definitions`: the versions of the procedure, which one is in force, and deploying another."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from marshmallow import Schema, fields, validate

from chassis.errors import NotFoundError
from chassis.fields import RequestSchema
from chassis.http import accepts_up_to, unit_of_work
from chassis.idempotency import answered_once
from chassis.late_body import Body, LateBodyBlueprint
from chassis.paging import Page, PageArguments, page_request, page_schema
from workflow.actions.deploy import deploy, must_deploy
from workflow.api.edge import officer
from workflow.storage.definitions import Deployment
from workflow.storage.unit import WorkflowUnit

LARGEST_PROCEDURE = 8 * 1024 * 1024
MOST_FILES = 500

definitions = LateBodyBlueprint(
    "definitions", __name__, url_prefix="/v1/definitions", description="Versions of the procedure"
)


class DeploySchema(RequestSchema):
    """Every file of the procedure by its name in the folder: `handling.bpmn`, `forms/plenary.json` and so on."""

    files = fields.Dict(
        keys=fields.String(), values=fields.String(), required=True, validate=validate.Length(1, MOST_FILES)
    )


class DeploymentSchema(Schema):
    """One time that a version was put in force; `rules` and `calendar` are the law it brought."""

    version = fields.String(required=True)
    in_force = fields.Boolean(required=True)
    rules = fields.String(required=True)
    calendar = fields.String(required=True)
    deployed_at = fields.DateTime(required=True)
    deployed_by = fields.String(required=True)
    running_cases = fields.Integer(required=True)


class DefinitionSchema(DeploymentSchema):
    """A version with its files as they were deployed."""

    files = fields.Dict(keys=fields.String(), values=fields.String(), required=True)


@definitions.get("")
@definitions.arguments(PageArguments, location="query")
@definitions.response(200, page_schema(DeploymentSchema))
def list_definitions(asked: dict[str, Any]) -> Page[dict[str, Any]]:
    """Every deployment, the newest first: that one is in force."""
    officer()  # only officers of a centre read the procedure here
    page = page_request(asked)
    with unit_of_work(WorkflowUnit) as unit:
        return unit.definitions.page(page).each(lambda found: _view(unit, found))


@definitions.get("/<version>")
@definitions.response(200, DefinitionSchema)
def show_definition(version: str) -> dict[str, Any]:
    """One version with its files, in force or not."""
    officer()
    with unit_of_work(WorkflowUnit) as unit:
        found = unit.definitions.last_of(version)
        if found is None:
            raise NotFoundError(
                "No version of this name was deployed. List the versions to see which there are.",
                id="Tidak ada versi dengan nama ini. Lihat daftar versi yang ada.",
                field="version",
            )
        return {**_view(unit, found), "files": unit.definitions.files(version)}


@definitions.post("")
@accepts_up_to(LARGEST_PROCEDURE)
@answered_once(WorkflowUnit)
@definitions.arguments(DeploySchema)
@definitions.response(201, DeploymentSchema)
def deploy_definition(body: Body) -> dict[str, Any]:
    """Check a version and put it in force: new cases get it, running ones stay on theirs, all get its law."""
    must_deploy(officer())
    with unit_of_work(WorkflowUnit) as unit:
        return _view(unit, deploy(unit, body()["files"], by=officer().id))


def _view(unit: WorkflowUnit, deployment: Deployment) -> dict[str, Any]:
    newest = unit.definitions.in_force()
    return {
        **asdict(deployment),
        "in_force": newest is not None and newest.number == deployment.number,
        "running_cases": unit.definitions.running_cases(deployment.version),
    }
