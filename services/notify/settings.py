"""What `notify` reads from its environment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Any

from marshmallow import ValidationError, fields, validates_schema

from chassis.settings import ServiceSettings, ServiceSettingsSchema, read_settings, variable
from notify.channels.server import MailServer

SERVICE = "notify"
"""The service's name: source of its events, label of its logs. Here, so that a worker needs no web framework for it."""


@dataclass(frozen=True, kw_only=True)
class NotifySettings(ServiceSettings):
    """Without a mail server, in development only, e-mails wait and everything else goes on."""

    smtp: MailServer | None
    mail_from: str


def _mail_server(value: str) -> MailServer:
    try:
        return MailServer.at(value)
    except ValueError as error:
        raise ValidationError(str(error)) from error


def _is_address(value: str) -> None:
    _, address = parseaddr(value)
    local, _, domain = address.rpartition("@")
    if not (local and domain and value.isprintable() and value.isascii()):
        raise ValidationError("is not an e-mail address such as Gakkumdu <gakkumdu@mail.example>")


class NotifySettingsSchema(ServiceSettingsSchema):
    """The variables of every service, and the two of `notify`."""

    made = NotifySettings

    smtp = fields.Function(deserialize=_mail_server, data_key="SMTP_URL", load_default=None)
    mail_from = variable("MAIL_FROM", default="Gakkumdu <gakkumdu@localhost.localdomain>", check=_is_address)

    @validates_schema
    def _mail_in_production(self, data: dict[str, Any], **_: Any) -> None:
        if data.get("environment") == "production" and data.get("smtp") is None:
            raise ValidationError(
                "is required in production: smtp://user:password@host:587 or smtps://host", "SMTP_URL"
            )


def notify_settings(environment: Mapping[str, str]) -> NotifySettings:
    """Raises SettingsError naming every variable that is missing or wrong."""
    return read_settings(NotifySettingsSchema(), environment)  # type: ignore[no-any-return] # the schema decides
