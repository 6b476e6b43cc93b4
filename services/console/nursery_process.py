"""A process that has imported what every service needs, and becomes one of them for the asking.

    python -m console.nursery_process DESCRIPTOR

The supervisor writes requests to the socket with that descriptor and reads from it who was born and who ended.
One process imports instead of twelve, and those it forks share the memory of what it imported. Each is an
ordinary process of its own: own session, own log, own environment, and it ends with the nursery.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import runpy
import select
import signal
import socket
import sys
import time
from dataclasses import dataclass
from typing import Any

from setproctitle import setproctitle

from console.guard import end_with_parent

# Libraries and mechanisms alone: what belongs to one service is imported by that service, and what is run as a program
# must not have been imported before.
PRELOADED = (
    "SpiffWorkflow.bpmn.workflow",
    "SpiffWorkflow.spiff.parser.process",
    "alembic.command",
    "chassis.broker_amqp",
    "chassis.consumer",
    "chassis.health",
    "chassis.housekeeping",
    "chassis.http",
    "chassis.pgmq_receiver",
    "chassis.relay",
    "chassis.schema",
    "chassis.web",
    "chassis.worker",
    "gunicorn.workers.gthread",
    "holidays.countries.indonesia",
    "jsonschema",
    "lxml.etree",
    "pgmq",
    "rfc8785",
    "simpleeval",
    "sqlalchemy.dialects.postgresql.psycopg",
)
READY = b"\n"


@dataclass(frozen=True)
class Birth:
    """What the supervisor asks for: `python -m module arguments`, its output appended to `log`."""

    name: str
    module: str
    arguments: list[str]
    environment: dict[str, str]
    log: str


def main() -> None:
    """Serve until the supervisor closes the socket; in a child, become what was asked for."""
    channel = socket.socket(fileno=int(sys.argv[1]))
    for name in PRELOADED:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()  # the collector would write to what is shared, and so copy it
    birth = _Nursery(channel).serve()
    if birth is not None:
        _become(birth)


class _Nursery:
    def __init__(self, channel: socket.socket) -> None:
        self._channel = channel
        self._requests = channel.makefile("rb")
        self._ended, wake = os.pipe()
        for end in (self._ended, wake):
            os.set_blocking(end, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
        self._wake = wake
        self._living: set[int] = set()

    def serve(self) -> Birth | None:
        """None when nobody asks any more; in each child, what it is to become."""
        while True:
            readable, _, _ = select.select([self._channel.fileno(), self._ended], [], [])
            if self._ended in readable:
                os.read(self._ended, 4096)
                self._bury()
            if self._channel.fileno() in readable:
                line = self._requests.readline()
                if not line:
                    self._end_them()
                    return None
                birth = Birth(**json.loads(line))
                if self._fork(birth) == 0:
                    return birth

    def _fork(self, birth: Birth) -> int:
        """0 in the child, which then stands on its own feet; its parent has told the supervisor."""
        parent, (heard, said) = os.getpid(), os.pipe()
        pid = os.fork()
        if pid == 0:
            self._leave()
            os.setsid()
            end_with_parent(parent, signal.SIGKILL)
            os.write(said, READY)
            os.close(said)
            os.close(heard)
            return 0
        os.close(said)
        os.read(heard, 1)  # from here on it has a process group that can be killed
        os.close(heard)
        self._living.add(pid)
        self._tell({"name": birth.name, "born": pid})
        return pid

    def _end_them(self) -> None:
        """When this returns no child writes to its files any more, so that their folder can be deleted."""
        for pid in self._living:
            os.killpg(pid, signal.SIGKILL)
        while self._living:
            self._bury(waiting=True)

    def _leave(self) -> None:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        self._requests.close()
        self._channel.close()
        os.close(self._ended)
        os.close(self._wake)

    def _bury(self, *, waiting: bool = False) -> None:
        while self._living:
            pid, status = os.waitpid(-1, 0 if waiting else os.WNOHANG)
            if pid == 0:
                return
            self._living.remove(pid)
            self._tell({"ended": pid, "status": os.waitstatus_to_exitcode(status)})

    def _tell(self, what: dict[str, Any]) -> None:
        self._channel.sendall(json.dumps(what).encode() + b"\n")


def _become(birth: Birth) -> None:
    log = os.open(birth.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)
    for descriptor in (1, 2):
        os.dup2(log, descriptor)
    os.close(log)
    os.environ.clear()
    os.environ.update(birth.environment)
    time.tzset()
    setproctitle(f"{birth.name}: python -m {' '.join([birth.module, *birth.arguments])}")
    sys.argv[1:] = birth.arguments
    runpy.run_module(birth.module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
