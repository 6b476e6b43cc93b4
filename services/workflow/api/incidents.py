"""Puts a case that got stuck in a request on record, after the request's own unit was rolled back."""

from __future__ import annotations

from flask import Flask, Response

from chassis.http import edge
from chassis.problems import problem_of_error
from workflow.actions.incidents import note_incident
from workflow.api.edge import procedure
from workflow.domain.incident import CaseStuckError
from workflow.storage.unit import WorkflowUnit


def register_incidents(app: Flask) -> None:
    """Answer 409 and note the incident, whichever view the step was asked through."""
    app.register_error_handler(CaseStuckError, _note)


def note_stuck(stuck: CaseStuckError) -> None:
    """In a unit of its own, after the one that got stuck."""
    with edge().database.unit_of_work(WorkflowUnit) as unit:
        note_incident(unit, procedure(), stuck)


def _note(stuck: CaseStuckError) -> Response:
    note_stuck(stuck)
    return problem_of_error(stuck, edge().statuses).answer()
