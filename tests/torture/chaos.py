"""Kills one part of a system after the other, whichever chance chooses, servers included, and moves the clock."""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

from chassis.clock import FileClock
from console.parts import DUTIES
from console.supervisor import System

PAUSE_SECONDS = (0.5, 5.0)
# There are few servers and many parts, and a killed server is the harder test.
SERVER_WEIGHT, PART_WEIGHT = 2, 1
CLOCK_STEP = timedelta(hours=1)


@dataclass
class Chaos:
    """`kills` counts what was killed; the seed decides whom and when."""

    system: System
    chance: random.Random
    split_workers: bool
    rabbitmq: bool
    kills: Counter[str] = field(default_factory=Counter)

    def reign(self, *, until: float) -> None:
        """Until that moment of the monotonic clock."""
        victims = self._victims()
        weights = [SERVER_WEIGHT if name in {"postgresql", "rabbitmq"} else PART_WEIGHT for name in victims]
        clock = FileClock(self.system.layout.clock)
        while time.monotonic() < until:
            time.sleep(self.chance.uniform(*PAUSE_SECONDS))
            [name] = self.chance.choices(list(victims), weights)
            victims[name]()
            self.kills[name] += 1
            sys.stdout.write(f"{time.strftime('%H:%M:%S')} killed {name}\n")
            sys.stdout.flush()
            self.system.set_clock(clock.now() + CLOCK_STEP)

    def _victims(self) -> Mapping[str, Callable[[], None]]:
        system = self.system
        keepers = [system.process("issuer", "web")]
        for service, duties in DUTIES.items():
            roles = ("web", *duties) if self.split_workers else ("web", "worker")
            keepers += [system.process(service, role) for role in roles]
        victims: dict[str, Callable[[], None]] = {keeper.name: keeper.kill for keeper in keepers}
        victims["postgresql"] = self._kill_postgresql
        if self.rabbitmq:
            victims["rabbitmq"] = self._kill_rabbitmq
        return victims

    def _kill_postgresql(self) -> None:
        self.system.postgres.child.kill()

    def _kill_rabbitmq(self) -> None:
        with suppress(IndexError):  # it is being started again this very moment
            self.system.rabbitmq.child.kill()
