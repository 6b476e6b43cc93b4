"""`/v1/ledger`: signed heads of the journals, for agencies to keep."""

from __future__ import annotations

from typing import Any, cast

from flask import current_app
from flask_smorest import Blueprint

from chassis.http import unit_of_work
from chassis.paging import Page, PageArguments, page_request, page_schema
from workflow.actions.signing import HeadSigner
from workflow.api.edge import officer
from workflow.api.schemas import HeadSchema
from workflow.domain.instance import Instance
from workflow.storage.unit import WorkflowUnit

ledger = Blueprint("ledger", __name__, url_prefix="/v1/ledger", description="Signed heads of the journals")


@ledger.get("/heads")
@ledger.arguments(PageArguments, location="query")
@ledger.response(200, page_schema(HeadSchema))
def list_heads(asked: dict[str, Any]) -> Page[dict[str, Any]]:
    """The head of every journal you may see, signed one by one."""
    with unit_of_work(WorkflowUnit) as unit:
        page = unit.instances.page(officer(), page_request(asked))
    return page.each(_signed)


@ledger.get("/key")
@ledger.response(200)
def show_key() -> dict[str, Any]:
    """The public key of the signatures, as a JWK."""
    officer()
    return _signer().public_key


def _signed(instance: Instance) -> dict[str, Any]:
    head = {
        "case_id": str(instance.case_id),
        "sequence": instance.sequence,
        "hash": instance.head.hex(),
    }
    return {**head, "signature": _signer().sign(head)}


def _signer() -> HeadSigner:
    return cast(HeadSigner, current_app.extensions["signer"])
