"""What every view of `workflow` needs from the request and the application."""

from __future__ import annotations

from typing import cast

from flask import current_app, g

from chassis.http import principal
from workflow.actions.incidents import Again
from workflow.actions.procedure import Procedure
from workflow.domain.officer import Officer


def officer() -> Officer:
    """Who asks, in the words of the field; read once a request."""
    if "officer" not in g:
        g.officer = Officer.from_claims(principal().subject, principal().claims)
    return cast(Officer, g.officer)


def procedure() -> Procedure:
    """The procedure this process runs."""
    return cast(Procedure, current_app.extensions["procedure"])


def again() -> Again:
    """How a kept event is handled once more; the composition root knows the handlers."""
    return cast(Again, current_app.extensions["again"])
