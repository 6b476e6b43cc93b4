"""What can keep the system from starting, said in one sentence for the person at the terminal."""

from __future__ import annotations


class StartError(Exception):
    """The system cannot start; the message says what is wrong and what to do. Exit status 2."""
