"""The operators' view of the dead letters: list them, and send them back once their cause is gone."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Mapping, Sequence

from chassis.broker import Broker, BrokerError, DeadLetter
from chassis.broker_choice import broker_from
from chassis.envelope import EnvelopeError, from_json

UNAVAILABLE = 1


def described(letter: DeadLetter) -> dict[str, str | int | None]:
    """Ids, the reason and the place in its stream, never the content."""
    line: dict[str, str | int | None] = {
        "id": letter.id,
        "reason": letter.reason,
        "died_at": letter.died_at.isoformat() if letter.died_at else None,
    }
    try:
        event = from_json(letter.body)
    except EnvelopeError:
        return line
    return line | {
        "event": str(event.id),
        "type": event.type,
        "source": event.source,
        "subject": event.subject,
        "sequence": event.sequence,
    }


def run(broker: Broker, arguments: Sequence[str]) -> int:
    """`list SERVICE` prints one JSON line a letter; `replay SERVICE [ID ...]` all of them, or those."""
    wanted = _parse(arguments)
    try:
        if wanted.command == "list":
            for letter in broker.dead_letters(wanted.service):
                sys.stdout.write(json.dumps(described(letter)) + "\n")
        else:
            moved = broker.replay(wanted.service, wanted.ids or None)
            sys.stdout.write(json.dumps({"replayed": moved}) + "\n")
    except BrokerError as error:
        sys.stderr.write(f"{error}\n")
        return UNAVAILABLE
    return 0


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m chassis.dead_letters")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("list", help="show them, oldest first").add_argument("service")
    replay = commands.add_parser("replay", help="put them back into the service's queue")
    replay.add_argument("service")
    replay.add_argument("ids", nargs="*", metavar="ID", help="as listed; without any, all of them")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str], environment: Mapping[str, str]) -> int:
    """Reads AMQP_URL or BROKER_URL, as the services do."""
    amqp_url, broker_url = environment.get("AMQP_URL"), environment.get("BROKER_URL")
    if not amqp_url and not broker_url:
        sys.stderr.write("Set AMQP_URL or BROKER_URL, as for the services.\n")
        return 2
    return run(broker_from(broker_url=broker_url, amqp_url=amqp_url), arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
