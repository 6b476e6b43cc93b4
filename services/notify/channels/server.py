"""The address of a mail server, read from one URL: smtp://[user:password@]host[:port] or smtps://."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import parse_qs, unquote, urlsplit


class Security(StrEnum):
    """How the connection is protected."""

    NONE = "none"
    STARTTLS = "starttls"
    TLS = "tls"


PORTS = {Security.NONE: 25, Security.STARTTLS: 587, Security.TLS: 465}


@dataclass(frozen=True)
class MailServer:
    """Where messages are handed in; the password never shows in a log."""

    host: str
    port: int
    security: Security
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    @classmethod
    def at(cls, url: str) -> MailServer:
        """STARTTLS is demanded with `?starttls=required`, and wherever a password is given on smtp://."""
        parts = urlsplit(url)
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname or parts.path not in ("", "/"):
            raise ValueError("is not smtp://host:port or smtps://host:port")
        security = _security(parts.scheme, parts.query, has_user=bool(parts.username))
        return cls(
            host=parts.hostname,
            port=parts.port or PORTS[security],
            security=security,
            user=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
        )


def _security(scheme: str, query: str, *, has_user: bool) -> Security:
    options = parse_qs(query)
    if options not in ({}, {"starttls": ["required"]}):
        raise ValueError("takes no option but ?starttls=required")
    if scheme == "smtps":
        return Security.TLS
    return Security.STARTTLS if has_user or options else Security.NONE
