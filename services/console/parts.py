"""The processes of one system: what each is called, how it is started, and when it counts as ready."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from console.databases import BROKER, owner_of, user_of
from console.layout import DEMO_OFFICERS, ISSUER, MAIL, SERVICES, Layout
from console.postgres import Postgres

AUDIENCE = "gakkumdu"
WORKER = "worker"
WEB = "web"
# What a worker does at once; for fault tests each can be a process of its own.
DUTIES = {
    "cases": ("relay", "consumer"),
    "workflow": ("relay", "consumer", "timers"),
    "notify": ("relay", "consumer"),
}


@dataclass(frozen=True)
class Part:
    """One process, told apart by service and role."""

    service: str
    role: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(repr=False)
    ready_url: str | None = None
    ready_file: Path | None = None

    @property
    def name(self) -> str:
        return f"{self.service}-{self.role}"


def module(name: str, *arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-m", name, *arguments)


@dataclass(frozen=True)
class Recipe:
    """Turns a layout, a database server and a broker into parts."""

    layout: Layout
    postgres: Postgres
    broker: Mapping[str, str]
    case_clock: str
    given: Mapping[str, str]
    accounts: Path = DEMO_OFFICERS

    def issuer(self) -> Part:
        """The development issuer, with the demo officers unless others were given."""
        own = {
            "LISTEN": self.layout.address(ISSUER),
            "ACCOUNTS_FILE": str(self.accounts),
            "KEY_FILE": str(self.layout.key(ISSUER)),
        }
        url = f"{self.layout.url(ISSUER)}/jwks"
        return Part(ISSUER, WEB, module("chassis.devissuer"), {**self._common(), **own}, ready_url=url)

    def mailbox(self) -> Part:
        """A mail server that keeps every message and sends none on."""
        options = ("--listen", self.layout.address(MAIL), "--maildir", str(self.layout.mail))
        return Part(MAIL, "box", module("notify.mailbox", *options), self._common())

    def preparations(self) -> list[Part]:
        """Run to their end before any service starts; each may be repeated."""
        migrations = [
            Part(service, "migrate", module(f"{service}.migrate"), self._service(service, owner=True))
            for service in SERVICES
        ]
        if "BROKER_URL" not in self.broker:
            return migrations
        queue = {**self._common(), **self.broker}
        return [*migrations, Part(BROKER, "install", module("chassis.broker_pgmq", "install"), queue)]

    def services(self, *, split_workers: bool) -> list[Part]:
        """The web and worker processes of all three."""
        parts = [self._web(service) for service in SERVICES]
        for service in SERVICES:
            if split_workers:
                parts += [self._worker(service, duty, "--only", duty) for duty in DUTIES[service]]
            else:
                parts.append(self._worker(service, WORKER))
        return parts

    def _web(self, service: str) -> Part:
        url = f"{self.layout.url(service)}/readyz"
        return Part(service, WEB, module(f"{service}.web"), self._service(service), ready_url=url)

    def _worker(self, service: str, role: str, *arguments: str) -> Part:
        heartbeat = self.layout.heartbeat(f"{service}-{role}")
        environment = {**self._service(service), "HEARTBEAT_FILE": str(heartbeat)}
        command = module(f"{service}.worker", *arguments)
        return Part(service, role, command, environment, ready_file=heartbeat)

    def _service(self, service: str, *, owner: bool = False) -> dict[str, str]:
        role = owner_of(service) if owner else user_of(service)
        return {
            **self._common(),
            **self.broker,
            "DATABASE_URL": self.postgres.url(service, role),
            "LISTEN": self.layout.address(service),
            "BPMN_DIR": str(self.layout.bpmn),
            "LEDGER_KEY": str(self.layout.key("ledger")),
        }

    def _common(self) -> dict[str, str]:
        return {
            **self.given,
            "ENVIRONMENT": "development",
            "CASE_CLOCK": self.case_clock,
            "OIDC_ISSUER": self.layout.url(ISSUER),
            "OIDC_JWKS_URL": f"{self.layout.url(ISSUER)}/jwks",
            "OIDC_AUDIENCE": AUDIENCE,
            "PYTHONUNBUFFERED": "1",
        }
