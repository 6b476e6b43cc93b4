"""Settings: read once from a mapping into a frozen value, all problems reported together."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from marshmallow import EXCLUDE, Schema, ValidationError, fields, post_load, validate, validates_schema

from chassis.broker import HIDDEN_SECONDS
from chassis.clock import clock_from

T = TypeVar("T")
MISCONFIGURED = 2
NOT_SET: dict[str, Any] = {"required": "it is not set."}
ADDRESS = re.compile(r"(?P<host>[^:\s]+):(?P<port>\d{1,5})")


class SettingsError(Exception):
    """One sentence for each variable that cannot be used."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, kw_only=True)
class ServiceSettings:
    """What every service needs to know of its surroundings; exactly one of the two broker addresses is set."""

    database_url: str
    broker_url: str | None
    amqp_url: str | None
    listen: str
    oidc_issuer: str
    oidc_audience: str
    oidc_jwks_url: str
    case_clock: str
    environment: str
    log_format: str
    heartbeat_file: Path | None
    queue_hidden_seconds: int
    web_workers: int
    web_threads: int

    @property
    def address(self) -> tuple[str, int]:
        """Host and port to listen on."""
        host, _, port = self.listen.rpartition(":")
        return host, int(port)


def _is_clock(value: str) -> None:
    try:
        clock_from(value)
    except ValueError as error:
        raise ValidationError(str(error)) from error


def variable(name: str, *, default: str | None = None, check: Any = None) -> fields.String:
    """A text variable; required unless it has a default."""
    if default is None:
        return fields.String(data_key=name, required=True, validate=check, error_messages=NOT_SET)
    return fields.String(data_key=name, load_default=default, validate=check)


def written_like(example: str, pattern: str) -> validate.Regexp:
    """A check whose refusal shows an example, and never the value, which may hold a password."""
    return validate.Regexp(pattern, error=f"write it like {example}.")


DATABASE = written_like("postgresql+psycopg://user@host/name", r"postgresql\+psycopg://")
LISTEN = written_like("127.0.0.1:8801", ADDRESS.pattern + "$")
WEB_ADDRESS = written_like("https://login.example.org", r"https?://")
QUEUE_DATABASE = written_like("postgresql+psycopg://broker@host/broker", r"postgresql")
RABBITMQ = written_like("amqp://user:password@host:5672/", r"amqps?://")


class ServiceSettingsSchema(Schema):
    """The environment variables that every service reads."""

    class Meta:
        unknown = EXCLUDE

    made: type[ServiceSettings] = ServiceSettings

    database_url = variable("DATABASE_URL", check=DATABASE)
    broker_url = fields.String(data_key="BROKER_URL", load_default=None, validate=QUEUE_DATABASE)
    amqp_url = fields.String(data_key="AMQP_URL", load_default=None, validate=RABBITMQ)
    listen = variable("LISTEN", default="127.0.0.1:8000", check=LISTEN)
    oidc_issuer = variable("OIDC_ISSUER", check=WEB_ADDRESS)
    oidc_audience = variable("OIDC_AUDIENCE", default="gakkumdu")
    oidc_jwks_url = variable("OIDC_JWKS_URL", check=WEB_ADDRESS)
    case_clock = variable("CASE_CLOCK", default="system", check=_is_clock)
    environment = variable("ENVIRONMENT", check=validate.OneOf(["development", "production"]))
    log_format = variable("LOG_FORMAT", default="json", check=validate.OneOf(["json", "text"]))
    heartbeat_file = fields.Function(deserialize=Path, data_key="HEARTBEAT_FILE", load_default=None)
    queue_hidden_seconds = fields.Integer(
        data_key="QUEUE_HIDDEN_SECONDS", load_default=HIDDEN_SECONDS, validate=validate.Range(2, 3600)
    )
    web_workers = fields.Integer(data_key="WEB_WORKERS", load_default=1, validate=validate.Range(1, 64))
    web_threads = fields.Integer(data_key="WEB_THREADS", load_default=8, validate=validate.Range(1, 64))

    @validates_schema
    def _one_broker(self, data: dict[str, Any], **_: Any) -> None:
        if bool(data.get("broker_url")) == bool(data.get("amqp_url")):
            raise ValidationError(
                "set one of the two: AMQP_URL for RabbitMQ, or BROKER_URL for the queue in PostgreSQL",
                "BROKER_URL",
            )

    @validates_schema
    def _no_simulation_in_production(self, data: dict[str, Any], **_: Any) -> None:
        if data.get("environment") == "production" and data.get("case_clock", "system") != "system":
            raise ValidationError("a simulated clock is refused in production; unset it", "CASE_CLOCK")

    @post_load
    def _make(self, data: dict[str, Any], **_: Any) -> Any:
        return self.made(**data)


def read_settings(schema: Schema, environment: Mapping[str, str]) -> Any:
    """The schema's frozen value; raises SettingsError naming every variable that is missing or wrong."""
    given = {name: value for name, value in environment.items() if value != ""}
    try:
        return schema.load(given)
    except ValidationError as error:
        found = error.messages_dict
        raise SettingsError(
            [f"{name}: {' '.join(map(str, messages))}" for name, messages in sorted(found.items())]
        ) from error


def settings_or_exit(read: Callable[[Mapping[str, str]], T], environment: Mapping[str, str]) -> T:
    """For entry points: one sentence for each problem on standard error, and exit status 2."""
    try:
        return read(environment)
    except SettingsError as error:
        for problem in error.problems:
            sys.stderr.write(f"Environment variable {problem}\n")
        raise SystemExit(MISCONFIGURED) from error
