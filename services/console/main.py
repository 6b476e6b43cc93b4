"""The `gakkumdu` command."""

from __future__ import annotations

import sys

import click

from console.errors import StartError
from console.lazy import LazyGroup

COMMANDS = {
    "up": "console.up:up",
    "token": "console.token:token",
    "replay": "console.replay:replay",
    "deadline": "console.deadline:deadline",
    "procedure": "console.procedure:procedure",
    "rules": "console.rules:rules",
    "ledger": "console.ledger:ledger",
    "bench": "console.bench:bench",
}
CANNOT_START = 2


@click.group(cls=LazyGroup, commands_at=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
def gakkumdu() -> None:
    """Case handling for Sentra Gakkumdu: one election-crime case, three agencies, every legal limit kept."""


def main() -> None:
    """Exit status 2 for what keeps a command from starting, told in a sentence."""
    try:
        gakkumdu()
    except StartError as error:
        click.echo(str(error), err=True)
        sys.exit(CANNOT_START)
