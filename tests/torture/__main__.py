"""`python -m tests.torture --minutes 10 [--broker pgmq|rabbitmq] [--seed N]`; exit status 1 when a promise broke."""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import time
from pathlib import Path

from tests.support.journey_stage import Stage, running_stage
from tests.torture.chaos import Chaos
from tests.torture.crowd import Crowd

CASES_AT_ONCE = 4
# A part that was killed often is started again with growing pauses.
PATIENCE_SECONDS = 240.0
BROKERS = ("pgmq", "rabbitmq")


def main() -> int:
    parser = argparse.ArgumentParser(prog="torture", description="Random kills of everything.")
    parser.add_argument("--minutes", type=float, default=10, help="for all brokers and arrangements together")
    parser.add_argument("--broker", choices=BROKERS, help="only this one")
    parser.add_argument("--seed", type=int, default=None, help="repeats the course of an earlier run")
    asked = parser.parse_args()
    seed = random.SystemRandom().randrange(10**6) if asked.seed is None else asked.seed
    runs = [
        (broker, split) for broker in BROKERS if asked.broker in {None, broker} for split in (False, True)
    ]
    broken = False
    for broker, split in runs:
        broken |= not tortured(broker, seconds=60 * asked.minutes / len(runs), seed=seed, split=split)
    return int(broken)


def tortured(broker: str, *, seconds: float, seed: int, split: bool) -> bool:
    """One system; whether it kept every promise."""
    say(f"{broker}, {'split' if split else 'whole'} workers, {seconds:.0f} s, seed {seed}")
    with running_stage(broker, split_workers=split, durable=True, within=PATIENCE_SECONDS) as stage:
        until = time.monotonic() + seconds
        crowd = Crowd(stage, seed=seed, size=CASES_AT_ONCE)
        chaos = Chaos(stage.system, random.Random(seed), split, broker == "rabbitmq")  # noqa: S311 - decides the course of a test
        crowd.start(until=until)
        chaos.reign(until=until)
        crowd.finish()
        broken = crowd.troubles or settled_faults(stage)
        say(f"{crowd.outcomes.total()} cases ended: {dict(crowd.outcomes)}")
        say(f"{chaos.kills.total()} kills: {dict(chaos.kills)}")
        for fault in broken:
            say(f"BROKEN: {fault}")
        if broken:
            say(f"The logs are in {kept_logs(stage)}")
    return not broken


def settled_faults(stage: Stage) -> list[str]:
    """What is broken when everything is quiet again; that it never gets quiet is broken, too."""
    try:
        stage.settle(within=PATIENCE_SECONDS)
    except (TimeoutError, AssertionError) as error:
        return [str(error), *stage.faults()]
    return stage.faults()


def kept_logs(stage: Stage) -> Path:
    kept = Path(tempfile.mkdtemp(prefix="gakkumdu-torture-"))
    shutil.copytree(stage.system.layout.data / "logs", kept, dirs_exist_ok=True)
    return kept


def say(line: str) -> None:
    sys.stdout.write(f"{time.strftime('%H:%M:%S')} {line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
