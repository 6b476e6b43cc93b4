"""One's own preferences, read and replaced as a whole."""

from __future__ import annotations

from flask_smorest import Blueprint

from chassis.http import precondition, unit_of_work
from chassis.preconditions import IF_MATCH, etag_of
from notify.actions.recipients import set_preferences
from notify.api.identity import officer
from notify.api.schemas import PreferencesSchema
from notify.domain.preferences import Preferences
from notify.storage.unit import NotifyUnit

preferences = Blueprint("preferences", __name__, url_prefix="/v1", description="How you want to be told.")

Answer = tuple[Preferences, int, dict[str, str]]


@preferences.get("/preferences")
@preferences.response(200, PreferencesSchema)
def read_preferences() -> Answer:
    """Your preferences with their ETag; the defaults when you never set any."""
    me = officer()
    with unit_of_work(NotifyUnit) as unit:
        return _answer(unit.preferences.get(me.id))


@preferences.put("/preferences")
@preferences.arguments(PreferencesSchema)
@preferences.response(200, PreferencesSchema)
@preferences.alt_response(412, description="You have read an older version.")
@preferences.alt_response(428, description="Send the ETag in If-Match.")
@preferences.doc(parameters=[IF_MATCH])
def replace_preferences(wanted: Preferences) -> Answer:
    """Replace your preferences; a missed limit is always told over both channels, at any hour."""
    me = officer()
    with unit_of_work(NotifyUnit) as unit:
        return _answer(set_preferences(unit, me, wanted, expected=precondition()))


def _answer(found: Preferences) -> Answer:
    return found, 200, {"ETag": etag_of(found.version)}
