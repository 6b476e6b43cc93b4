"""The words of the API, apart from columns and entities."""

from __future__ import annotations

from typing import Any

from marshmallow import RAISE, Schema, fields, post_load, validate

from chassis.paging import PageArguments, page_schema
from chassis.preconditions import etag_of
from notify.domain.alerts import AlertKind
from notify.domain.deliveries import DeliveryState
from notify.domain.preferences import ALL_CHANNELS, Channel, Preferences, QuietHours, Zone
from notify.domain.recipients import Language


class LimitSchema(Schema):
    """A limit as `workflow` computed it, with the office's offset."""

    name = fields.String(required=True)
    rule = fields.String(allow_none=True)
    safe_limit = fields.DateTime(format="iso", allow_none=True)
    legal_limit = fields.DateTime(format="iso", allow_none=True)
    unconfirmed = fields.Boolean(required=True)
    provisional = fields.Boolean(required=True)


class NotificationSchema(Schema):
    """One thing you were told; `title` and `text` are in your language."""

    id = fields.UUID(attribute="notification.id", required=True)
    etag = fields.Function(lambda told: etag_of(told.notification.version), required=True)
    kind = fields.Enum(AlertKind, by_value=True, attribute="notification.alert.kind", required=True)
    case_id = fields.UUID(attribute="notification.alert.case_id", required=True)
    case_number = fields.String(allow_none=True)
    event_id = fields.UUID(attribute="notification.alert.id", required=True)
    agency = fields.String(attribute="notification.alert.agency", required=True)
    office = fields.String(attribute="notification.alert.office", required=True)
    task = fields.String(attribute="notification.alert.task", allow_none=True)
    limit = fields.Nested(LimitSchema, attribute="notification.alert.limit", allow_none=True)
    title = fields.String(attribute="words.subject", required=True)
    text = fields.String(attribute="words.body", required=True)
    created_at = fields.DateTime(format="iso", attribute="notification.created_at", required=True)
    acknowledged_at = fields.DateTime(format="iso", attribute="notification.acknowledged_at", allow_none=True)
    closed_at = fields.DateTime(format="iso", attribute="notification.closed_at", allow_none=True)


class NotificationQuery(PageArguments):
    """Filters of the list."""

    unread = fields.Boolean(load_default=None)
    case_id = fields.UUID(load_default=None)


class DeliverySchema(Schema):
    """How one e-mail fares; times other than `created_at` are the machine's."""

    id = fields.UUID(required=True)
    etag = fields.Function(lambda delivery: etag_of(delivery.version), required=True)
    notification_id = fields.UUID(required=True)
    case_id = fields.UUID(required=True)
    kind = fields.Enum(AlertKind, by_value=True, required=True)
    channel = fields.Constant(Channel.EMAIL.value)
    recipient = fields.String(attribute="recipient_id", required=True)
    agency = fields.String(required=True)
    office = fields.String(required=True)
    address = fields.String(required=True)
    state = fields.Enum(DeliveryState, by_value=True, required=True)
    attempts = fields.Integer(required=True)
    last_error = fields.String(allow_none=True)
    created_at = fields.DateTime(format="iso", required=True)
    due_at = fields.DateTime(format="iso", required=True)
    sent_at = fields.DateTime(format="iso", allow_none=True)


class DeliveryQuery(PageArguments):
    """Filters of the list."""

    state = fields.Enum(DeliveryState, by_value=True, load_default=None)
    recipient = fields.String(load_default=None, validate=validate.Length(1, 200))


class QuietHoursSchema(Schema):
    """Local hours without e-mail, for example from 22:00 until 05:00."""

    class Meta:
        unknown = RAISE
        include = {  # noqa: RUF012 - marshmallow reads a plain class attribute; `from` is no Python name
            "from": fields.Time(format="%H:%M", attribute="begin", required=True)
        }

    until = fields.Time(format="%H:%M", attribute="end", required=True)
    zone = fields.Enum(Zone, by_value=True, required=True)

    @post_load
    def _make(self, data: dict[str, Any], **_: Any) -> QuietHours:
        return QuietHours(**data)


class ChannelList(fields.List[Any]):
    """A set of channels, told in a stable order."""

    def __init__(self, *, required: bool = True) -> None:
        super().__init__(
            fields.Enum(Channel, by_value=True), required=required, validate=validate.Length(max=len(Channel))
        )

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> list[Any] | None:
        return super()._serialize(sorted(value), attr, obj, **kwargs)


class ChannelsSchema(Schema):
    """For each kind of alert the channels it comes over; `deadline_missed` always keeps both.

    A kind that may be left out comes over both.
    """

    class Meta:
        unknown = RAISE

    task_created = ChannelList()
    deadline_approaching = ChannelList()
    deadline_missed = ChannelList()
    report_withdrawn = ChannelList(required=False)

    @post_load
    def _make(self, data: dict[str, Any], **_: Any) -> dict[AlertKind, frozenset[Channel]]:
        chosen = {AlertKind(kind): frozenset(names) for kind, names in data.items()}
        return dict.fromkeys(AlertKind, ALL_CHANNELS) | chosen


class PreferencesSchema(Schema):
    """All of one's preferences; a null language means the one in the roster."""

    class Meta:
        unknown = RAISE

    channels = fields.Nested(ChannelsSchema, required=True)
    language = fields.Enum(Language, by_value=True, allow_none=True, required=True)
    quiet_hours = fields.Nested(QuietHoursSchema, allow_none=True, required=True)

    @post_load
    def _make(self, data: dict[str, Any], **_: Any) -> Preferences:
        return Preferences(**data)


NotificationPageSchema = page_schema(NotificationSchema)
DeliveryPageSchema = page_schema(DeliverySchema)
