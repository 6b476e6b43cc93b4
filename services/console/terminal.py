"""The progress of a start on a terminal: a line for each part that is ready, and what is still waited for."""

from __future__ import annotations

from rich.console import Console
from rich.status import Status

from console.signals import undisturbed


class TerminalVoice:
    """Without a terminal the lines remain and the moving status is left out.

    `starting`, `ready` and `close` belong to the main thread.
    """

    def __init__(self, console: Console) -> None:
        self._console = console
        self._waiting: list[str] = []
        self._status: Status | None = None

    def starting(self, names: list[str]) -> None:
        self._waiting = list(names)
        if not self._console.is_terminal:
            self._console.print(f"  starting {', '.join(names)}", soft_wrap=True)
        self._show()

    def ready(self, name: str, seconds: float) -> None:
        self._waiting.remove(name)
        self._console.print(f"  {name:18} ready after {seconds:4.1f} s")
        self._show()

    def trouble(self, sentence: str) -> None:
        self._console.print(sentence, soft_wrap=True)

    def close(self) -> None:
        """Take the moving status away."""
        if self._status is not None:
            with undisturbed():
                self._status.stop()
                self._status = None

    def _show(self) -> None:
        if not self._console.is_terminal:
            return
        if not self._waiting:
            self.close()
            return
        with undisturbed():  # a status that has half begun cannot be stopped
            if self._status is None:
                self._status = self._console.status("")
                self._status.start()
            self._status.update(f"waiting for {', '.join(self._waiting)}")
