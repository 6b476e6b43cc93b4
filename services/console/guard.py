"""Becomes another program that cannot outlive its parent. Run by path, before anything is imported.

    python -I -S guard.py PARENT DEATH_SIGNAL UID:GID|- PROGRAM [ARGUMENT...]

The order matters: the kernel forgets the parent-death signal when credentials change, so the user is
dropped first. `Popen(preexec_fn=...)` could do the same, but is unsafe in a program that has threads, and
dropping the user before Python starts would fail where the interpreter lives in a closed home folder.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main(arguments: list[str]) -> None:
    parent, death_signal, account, program, *rest = arguments
    if account != "-":
        uid, gid = (int(part) for part in account.split(":"))
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    end_with_parent(int(parent), int(death_signal))
    os.execvp(program, [program, *rest])  # noqa: S606 - becoming the named program is the purpose


def end_with_parent(parent: int, death_signal: int) -> None:
    """Has the kernel send us the signal when the thread that started us ends; Linux only."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, death_signal)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)  # the parent died before the line above


if __name__ == "__main__":
    main(sys.argv[1:])
