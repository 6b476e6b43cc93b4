"""Progress on a terminal, which a signal may interrupt at any moment."""

from __future__ import annotations

import io
import os
import signal

import pytest
from rich.console import Console
from rich.live import Live

from console.terminal import TerminalVoice

SHOWN_CURSOR = "\x1b[?25h"


def test_off_a_terminal_only_lines_remain() -> None:
    written = io.StringIO()
    voice = TerminalVoice(Console(file=written, width=80))
    voice.starting(["postgresql", "issuer"])
    voice.ready("postgresql", 1.5)
    voice.ready("issuer", 2.0)
    voice.close()
    assert written.getvalue() == (
        "  starting postgresql, issuer\n"
        "  postgresql         ready after  1.5 s\n"
        "  issuer             ready after  2.0 s\n"
    )


def test_a_status_that_is_interrupted_can_still_be_taken_away(monkeypatch: pytest.MonkeyPatch) -> None:
    written = io.StringIO()
    console = Console(file=written, force_terminal=True, width=80)
    set_live = console.set_live

    def interrupted(live: Live) -> bool:
        os.kill(os.getpid(), signal.SIGINT)  # the worst moment: begun, and without what a stop takes back
        return set_live(live)

    monkeypatch.setattr(console, "set_live", interrupted)
    voice = TerminalVoice(console)
    with pytest.raises(KeyboardInterrupt):
        voice.starting(["postgresql"])
    voice.close()
    assert SHOWN_CURSOR in written.getvalue()
