"""One whole system as child processes: database, issuer, three services; started, watched and stopped together.

`gakkumdu up` runs one on fixed ports; replay, benchmarks and journey tests run private ones.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self, TypedDict, Unpack

from chassis.clock import FileClock
from console import starting
from console.data_folder import locked, put_aside_large_logs
from console.errors import StartError
from console.keeper import POLL_SECONDS, Keeper
from console.layout import ISSUER, MAIL, SERVICES, fixed_layout, private_layout
from console.parts import WORKER, Recipe
from console.postgres import Postgres
from console.processes import stop_all
from console.rabbitmq import RabbitMQ
from console.revival import ServerKeeper, Watch
from console.voice import LogVoice, Voice
from console.web import WebError, get_json, post_form

IDLE_WITHIN_SECONDS = 60.0
# Services end first and PostgreSQL after them; together this stays under the five seconds promised.
STOP_SERVICES_WITHIN_SECONDS = 1.6


class Options(TypedDict, total=False):
    """What may be chosen about a system."""

    clock: Literal["system", "simulated"]
    broker: str
    split_workers: bool
    durable: bool
    mailbox: bool
    settings: Mapping[str, str]
    accounts: Mapping[str, Mapping[str, Any]]
    voice: Voice


class System:
    """The embedded database, the issuer, and a web and a worker process of each service.

    `broker` is `pgmq`, `rabbitmq` (a private node) or the AMQP address of one that is there. A process ends
    with the thread that started it, so the thread that calls `start` must live as long as the system.
    `accounts` (name -> claims) are whom the issuer knows instead of the demo officers.
    """

    def __init__(
        self,
        data: Path,
        *,
        clock: Literal["system", "simulated"] = "system",
        broker: str = "pgmq",
        ports: Literal["free"] | int = "free",
        split_workers: bool = False,
        durable: bool = True,
        mailbox: bool = False,
        settings: Mapping[str, str] | None = None,
        accounts: Mapping[str, Mapping[str, Any]] | None = None,
        voice: Voice | None = None,
    ) -> None:
        self.layout = private_layout(data) if ports == "free" else fixed_layout(data, port_base=ports)
        self._simulated = clock == "simulated"
        self._broker = broker
        self._split_workers = split_workers
        self._durable = durable
        self._mailbox = mailbox
        self._settings = dict(settings or {})
        self._accounts = accounts
        self._voice = voice or LogVoice(self.layout.log("supervisor"))
        self._running = ExitStack()
        self._keepers: dict[str, Keeper] = {}
        self._watch: Watch | None = None
        self._postgres: Postgres | None = None
        self._rabbitmq: RabbitMQ | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Returns when every part is ready; when one cannot be, StartError, and nothing is left running."""
        try:
            self._start()
        except BaseException:
            self.stop()
            raise

    def _start(self) -> None:
        layout, running, voice = self.layout, self._running, self._voice
        running.enter_context(locked(layout.data))
        layout.make_folders()
        put_aside_large_logs(layout.data / "logs")
        start = starting.starter(layout, running)
        self._postgres = starting.start_postgres(layout, running, voice, durable=self._durable)
        if self._broker == "rabbitmq":
            self._rabbitmq = starting.start_rabbitmq(layout, running, voice)
        recipe = Recipe(
            layout,
            self._postgres,
            broker=starting.broker_settings(self._broker, self._postgres, self._rabbitmq),
            case_clock=self._case_clock(),
            given=self._given(),
            accounts=starting.accounts_file(layout, self._accounts),
        )
        running.callback(self._stop_keepers)
        helpers = [recipe.issuer(), recipe.mailbox()] if self._mailbox else [recipe.issuer()]
        self._keepers |= starting.start_keepers(helpers, layout, start=start)
        starting.run_preparations(recipe.preparations(), layout, running, voice, start=start)
        services = recipe.services(split_workers=self._split_workers)
        self._keepers |= starting.start_keepers(services, layout, start=start)
        starting.wait_until_ready(list(self._keepers.values()), layout, voice)
        self._watch = Watch([*self._keepers.values(), *self._server_keepers()], voice.trouble)
        self._watch.start()

    def _stop_keepers(self) -> None:
        """The watch ends last: those it revived would be killed with its thread."""
        if self._watch is not None:
            self._watch.hold()
        # What is thrown away need not end in order; killed at any moment, its data would be whole anyway.
        within = STOP_SERVICES_WITHIN_SECONDS if self._durable else 0.0
        stop_all([keeper.child for keeper in self._keepers.values()], within=within)
        if self._watch is not None:
            self._watch.stop()
        self._keepers.clear()

    def _server_keepers(self) -> list[ServerKeeper]:
        servers = {"postgresql": self._postgres, "rabbitmq": self._rabbitmq}
        return [ServerKeeper(name, server) for name, server in servers.items() if server is not None]

    def _given(self) -> dict[str, str]:
        if not self._mailbox:
            return self._settings
        return {**self._settings, "SMTP_URL": f"smtp://{self.layout.address(MAIL)}"}

    def _case_clock(self) -> str:
        if not self._simulated:
            return "system"
        if not self.layout.clock.exists():
            self.set_clock(datetime.now(tz=UTC))
        return f"file:{self.layout.clock}"

    def stop(self) -> None:
        """Ends every process within five seconds; the data stays."""
        self._running.close()

    def discard(self) -> None:
        """Deletes the data of a system that has been stopped, wherever it lies."""
        if self._postgres is not None:
            self._postgres.destroy()
        shutil.rmtree(self.layout.data, ignore_errors=True)

    def url(self, service: str) -> str:
        """The base address of `cases`, `workflow`, `notify` or `issuer`."""
        return self.layout.url(service)

    def log(self, name: str) -> Path:
        """Such as `cases-web`, `workflow-worker`, `postgresql`, `supervisor`."""
        return self.layout.log(name)

    def process(self, service: str, role: str = WORKER) -> Keeper:
        """`web` or `worker`; with `split_workers` `relay`, `consumer` and `timers` instead of `worker`."""
        return self._keepers[f"{service}-{role}"]

    @property
    def postgres(self) -> Postgres:
        """The running database server, for a test that looks behind the services or takes it away."""
        if self._postgres is None:
            raise StartError("The system has not been started.")
        return self._postgres

    @property
    def rabbitmq(self) -> RabbitMQ:
        """The private node, where the broker is `rabbitmq`."""
        if self._rabbitmq is None:
            raise StartError("This system runs no RabbitMQ of its own.")
        return self._rabbitmq

    def set_clock(self, at: datetime) -> None:
        """Move the case time of all processes; before `start` it sets where case time begins."""
        self.layout.data.mkdir(parents=True, exist_ok=True)
        FileClock(self.layout.clock).set(at)

    def token(self, officer: str) -> str:
        """A bearer token of one of the demo officers."""
        answer = post_form(f"{self.url(ISSUER)}/token", {"client_id": officer})
        return str(answer["access_token"])

    def idle_reports(self) -> dict[str, Any]:
        """What each service says of its unfinished work; WebError when one does not answer."""
        return {service: get_json(f"{self.url(service)}/v1/idle") for service in SERVICES}

    def wait_idle(self, within: float = IDLE_WITHIN_SECONDS) -> None:
        """Until nothing is under way anywhere; TimeoutError with the last reports."""
        from chassis.idle import settled  # loads SQLAlchemy, which `gakkumdu up` can do without

        deadline = time.monotonic() + within
        earlier: dict[str, Any] = {}
        while time.monotonic() < deadline:
            later = self._reports_or_none()
            if later and settled(earlier, later):
                return
            earlier = later
            time.sleep(POLL_SECONDS)
        raise TimeoutError(f"The system was not idle within {within:.0f} s: {earlier}")

    def _reports_or_none(self) -> dict[str, Any]:
        """A service that is just starting again has no report, and its system is not idle."""
        try:
            return self.idle_reports()
        except WebError:
            return {}


@contextmanager
def private_system(**options: Unpack[Options]) -> Iterator[System]:
    """A running system in a temporary folder on free ports; nothing of it is left afterwards."""
    options.setdefault("durable", False)
    with tempfile.TemporaryDirectory(prefix="gakkumdu-") as folder:
        Path(folder).chmod(0o711)  # when root starts it, the database server's own user passes through here
        system = System(Path(folder) / "data", **options)
        try:
            system.start()
            yield system
        finally:
            system.stop()
            system.discard()
