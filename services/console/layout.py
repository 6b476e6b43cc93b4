"""Where one system keeps its files and listens: everything derived from a data folder and a choice of ports."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from console.ports import LOOPBACK, free_ports, require_free

SERVICES = ("cases", "workflow", "notify")
ISSUER = "issuer"
MAIL = "mail"
LISTENING = (ISSUER, *SERVICES, MAIL)
REPOSITORY = Path(__file__).resolve().parents[2]
DEFAULT_DATA = REPOSITORY / ".data"
DEFAULT_PORT_BASE = 8800
DEMO_OFFICERS = Path(__file__).with_name("demo-officers.json")


@dataclass(frozen=True)
class Layout:
    """The files and addresses of one system."""

    data: Path
    ports: dict[str, int]

    @property
    def bpmn(self) -> Path:
        return REPOSITORY / "bpmn"

    @property
    def clock(self) -> Path:
        """The simulated instant, where case time is simulated."""
        return self.data / "clock"

    @property
    def mail(self) -> Path:
        """The Maildir of all e-mails, where they are not sent."""
        return self.data / "mail"

    def log(self, name: str) -> Path:
        return self.data / "logs" / f"{name}.log"

    def heartbeat(self, name: str) -> Path:
        """Touched by a worker as long as it is well."""
        return self.data / "run" / f"{name}.heartbeat"

    def key(self, name: str) -> Path:
        return self.data / "keys" / f"{name}.key"

    def address(self, name: str) -> str:
        """Host and port of a service or of the issuer."""
        return f"{LOOPBACK}:{self.ports[name]}"

    def url(self, name: str) -> str:
        return f"http://{self.address(name)}"

    def make_folders(self) -> None:
        for folder in ("logs", "run", "keys"):
            (self.data / folder).mkdir(parents=True, exist_ok=True)
        (self.data / "keys").chmod(0o700)


def private_layout(data: Path) -> Layout:
    """On ports nobody uses."""
    return Layout(data.absolute(), dict(zip(LISTENING, free_ports(len(LISTENING)), strict=True)))


def fixed_layout(data: Path, *, port_base: int) -> Layout:
    """On five ports in a row; StartError when one is taken."""
    ports = {name: port_base + offset for offset, name in enumerate(LISTENING)}
    for name, port in ports.items():
        require_free(
            port,
            what=f"`{name}`",
            remedy="Stop what uses it, or choose other ports: make run ARGS='--port-base 9800'.",
        )
    return Layout(data.absolute(), ports)
