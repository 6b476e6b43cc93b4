"""Command groups that load a command's module only when that command is used, so that each starts fast."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module, util
from typing import Any

import click


class LazyGroup(click.Group):
    """`commands_at` maps a command's name to `module:attribute`; a module that is not there has no command."""

    def __init__(self, *args: Any, commands_at: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._commands_at = commands_at

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return [name for name, place in self._commands_at.items() if util.find_spec(place.partition(":")[0])]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        module, _, attribute = self._commands_at[cmd_name].partition(":")
        command = getattr(import_module(module), attribute)
        if not isinstance(command, click.Command):
            raise TypeError(f"{module}:{attribute} is not a command.")
        return command
