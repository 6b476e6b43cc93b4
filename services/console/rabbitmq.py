"""A private RabbitMQ node: our own child with its own ports, cookie, name and folders, on loopback only.

It runs the machine's RabbitMQ programs and shares nothing with the machine's own node, nor with its epmd.
"""

from __future__ import annotations

import os
import secrets
import shutil
import time
from pathlib import Path

from console import environment, processes
from console.errors import StartError
from console.ports import LOOPBACK, answers, free_ports
from console.processes import Child
from console.web import manage

MISSING = (
    "RabbitMQ is not installed. Install it with `sudo apt-get update && sudo apt-get install -y "
    "--no-install-recommends rabbitmq-server` (`brew install rabbitmq` on macOS), "
    "or set AMQP_URL to a broker that is there, such as amqp://guest:guest@localhost:5672/."
)
# Debian's program on the PATH switches users and drops the environment; the one it wraps does not.
PROGRAM_FOLDERS = ("/usr/lib/rabbitmq/bin", "/opt/rabbitmq/sbin", "/usr/local/sbin", "/opt/homebrew/sbin")
# Loopback only; two schedulers that do not spin while there is nothing to do.
ERLANG_ARGUMENTS = (
    "-kernel inet_dist_use_interface {127,0,0,1} +S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none"
)
READY_WITHIN_SECONDS = 90.0
STOP_WITHIN_SECONDS = 30.0
POLL_SECONDS = 0.1
USER = "gakkumdu"
NODE = "gakkumdu@localhost"  # the data carries it; an epmd of its own keeps it apart from other nodes


class RabbitMQ:
    """One node on a folder of ours, from `start` to `stop`; ports and data stay the same between starts."""

    def __init__(self, folder: Path, *, log: Path) -> None:
        program, epmd = _server_program(), shutil.which("epmd")
        if program is None or epmd is None:
            raise StartError(MISSING)
        self._program, self._epmd_program = program, epmd
        self._folder = folder.absolute()
        self._log = log
        self._password = self._kept_password()
        self._port, self._http, self._dist, self._epmd = free_ports(4)
        self._children: list[Child] = []

    @property
    def child(self) -> Child:
        """The broker itself."""
        return self._children[-1]

    def url(self, vhost: str = "%2F") -> str:
        return f"amqp://{USER}:{self._password}@{LOOPBACK}:{self._port}/{vhost}"

    @property
    def management_url(self) -> str:
        """Where its management API is; `url` has the name and the password."""
        return f"http://{LOOPBACK}:{self._http}"

    def start(self) -> None:
        """Returns when it accepts AMQP connections."""
        self.launch()
        self._wait_until_ready()

    @property
    def running(self) -> bool:
        return bool(self._children) and not self.crashed

    @property
    def crashed(self) -> bool:
        """Whether it ended without being asked to."""
        return any(child.exit_status is not None for child in self._children)

    def launch(self) -> None:
        """Start it without waiting for it."""
        self.kill()
        self._write_configuration()
        surroundings = self._environment()
        epmd: list[str | Path] = [self._epmd_program, "-port", str(self._epmd), "-address", LOOPBACK]
        self._children = [processes.start("epmd", epmd, log=self._log, environment=surroundings)]
        self._children.append(
            processes.start("rabbitmq", [self._program], log=self._log, environment=surroundings)
        )

    def stop(self) -> None:
        """In good order: the node closes its connections and files first."""
        for child in reversed(self._children):
            child.stop(within=STOP_WITHIN_SECONDS)
        self._children = []

    def kill(self) -> None:
        """At once, as when the machine fails."""
        for child in reversed(self._children):
            child.kill()
        self._children = []

    def destroy(self) -> None:
        """Kill, and delete the data."""
        self.kill()
        shutil.rmtree(self._folder, ignore_errors=True)

    def create_vhost(self, name: str) -> str:
        """An empty broker within the broker; returns its URL."""
        self._manage("PUT", f"/api/vhosts/{name}")
        return self.url(name)

    def delete_vhost(self, name: str) -> None:
        """With all its queues; connections to it are closed."""
        self._manage("DELETE", f"/api/vhosts/{name}")

    def _manage(self, method: str, path: str) -> None:
        manage(method, f"{self.management_url}{path}", user=USER, password=self._password)

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_WITHIN_SECONDS
        while time.monotonic() < deadline:
            if self.crashed:
                raise StartError(
                    f"RabbitMQ did not start; its log is {self._log}.\n{self.child.last_lines()}"
                )
            # The management listener opens last, so that then the AMQP listener is there as well.
            if answers(self._http, within=POLL_SECONDS) and answers(self._port, within=POLL_SECONDS):
                return
        raise StartError(f"RabbitMQ did not answer within {READY_WITHIN_SECONDS:.0f} s; see {self._log}.")

    def _kept_password(self) -> str:
        """The node's user is created on its first start, so the password stays with the data."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._folder.chmod(0o700)
        kept = self._folder / "password"
        if not kept.exists():
            kept.write_text(secrets.token_urlsafe(16), encoding="ascii")
        return kept.read_text(encoding="ascii")

    def _write_configuration(self) -> None:
        lines = {
            "listeners.tcp.local": f"{LOOPBACK}:{self._port}",
            "management.tcp.ip": LOOPBACK,
            "management.tcp.port": self._http,
            "default_user": USER,
            "default_pass": self._password,
            "disk_free_limit.absolute": "50MB",
            "raft.wal_max_size_bytes": 64_000_000,
        }
        text = "".join(f"{name} = {value}\n" for name, value in lines.items())
        (self._folder / "rabbitmq.conf").write_text(text, encoding="ascii")
        (self._folder / "enabled_plugins").write_text("[rabbitmq_management].\n", encoding="ascii")
        (self._folder / "env.conf").touch()

    def _environment(self) -> dict[str, str]:
        folder = self._folder
        return {
            **environment.machine(),
            "LANG": "C.UTF-8",
            "HOME": str(folder),  # where Erlang keeps the cookie
            "ERL_EPMD_PORT": str(self._epmd),
            "RABBITMQ_NODENAME": NODE,
            "RABBITMQ_DIST_PORT": str(self._dist),
            "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"),
            "RABBITMQ_CONF_ENV_FILE": str(folder / "env.conf"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "enabled_plugins"),
            "RABBITMQ_MNESIA_BASE": str(folder / "mnesia"),
            "RABBITMQ_LOG_BASE": str(folder / "log"),
            "RABBITMQ_LOGS": "-",
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": ERLANG_ARGUMENTS,
            # Makes the script become the node, which then gets our signals; otherwise it stays as a parent.
            "RUNNING_UNDER_SYSTEMD": "true",
        }


def installed() -> bool:
    """Whether this machine has the programs a node needs."""
    return _server_program() is not None and shutil.which("epmd") is not None


def _server_program() -> Path | None:
    for folder in PROGRAM_FOLDERS:
        program = Path(folder) / "rabbitmq-server"
        if os.access(program, os.X_OK):
            return program
    found = shutil.which("rabbitmq-server")
    return Path(found) if found else None
