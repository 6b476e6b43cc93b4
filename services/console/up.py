"""`gakkumdu up`: the whole system in the foreground, until Ctrl-C."""

from __future__ import annotations

import json
import shlex
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import click
from rich.console import Console

from console import environment
from console.layout import DEFAULT_DATA, DEFAULT_PORT_BASE, DEMO_OFFICERS, ISSUER, SERVICES
from console.signals import ENDING
from console.supervisor import System
from console.terminal import TerminalVoice


class EndedError(Exception):
    """Somebody asked the system to end."""


@click.command()
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    default=DEFAULT_DATA,
    help="Where cases are kept. [default: .data]",
)
@click.option(
    "--port-base", default=DEFAULT_PORT_BASE, show_default=True, help="The first of five ports in a row."
)
@click.option(
    "--broker",
    type=click.Choice(["pgmq", "rabbitmq"]),
    help="rabbitmq runs a node of its own. Default: AMQP_URL where it is set, else pgmq, which needs none.",
)
def up(data: Path, port_base: int, broker: str | None) -> None:
    """Run the whole system in the foreground until Ctrl-C."""
    console = Console(highlight=False)
    voice = TerminalVoice(console)
    settings = environment.choices()
    environment.check(settings)
    given = settings.pop("AMQP_URL", None)
    _when_asked_to_end(_raise_ended)
    try:
        system = System(
            data,
            broker=broker or given or "pgmq",
            ports=port_base,
            mailbox="SMTP_URL" not in settings,
            settings=settings,
            voice=voice,
        )
        _run(system, console, voice, port_base)
    except EndedError:
        console.print("Stopped; nothing is left running.")


def _run(system: System, console: Console, voice: TerminalVoice, port_base: int) -> None:
    try:
        system.start()
        voice.close()
        console.print(welcome(system, port_base), soft_wrap=True)
        threading.Event().wait()
    finally:
        _when_asked_to_end(_ignore)
        voice.close()
        system.stop()


def welcome(system: System, port_base: int) -> str:
    """Where everything is, who may sign in, and one command to try."""
    accounts: dict[str, dict[str, Any]] = json.loads(DEMO_OFFICERS.read_text(encoding="utf-8"))
    lines = ["", "The system is ready."]
    lines += [f"  {service:9} {system.url(service)}/openapi.json" for service in SERVICES]
    lines += [f"  {'sign in':9} {system.url(ISSUER)}/accounts"]
    if system.layout.mail.exists():
        lines += [f"  {'e-mails':9} {system.layout.mail}"]
    lines += ["", "Demo officers"]
    lines += [f"  {name:18} {who['agency']}, office {who['office']}" for name, who in accounts.items()]
    first = next(iter(accounts))
    lines += ["", "Try it", f"  {try_it(system, first, port_base)}", ""]
    lines += [f"Logs are in {system.log('supervisor').parent}. Ctrl-C stops everything; cases are kept."]
    return "\n".join(lines)


def try_it(system: System, officer: str, port_base: int) -> str:
    """A shell command that lists the tasks of an officer."""
    program = shlex.quote(str(Path(sys.executable).with_name("gakkumdu")))
    ports = "" if port_base == DEFAULT_PORT_BASE else f" --port-base {port_base}"
    return f'curl -H "Authorization: Bearer $({program} token {officer}{ports})" {system.url("workflow")}/v1/tasks'


def _when_asked_to_end(react: Callable[[int, FrameType | None], None]) -> None:
    for number in ENDING:
        signal.signal(number, react)


def _raise_ended(_number: int, _frame: FrameType | None) -> None:
    raise EndedError


def _ignore(_number: int, _frame: FrameType | None) -> None:
    """Stopping takes seconds and is under way; a second Ctrl-C must not cut it short."""
