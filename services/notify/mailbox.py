"""`python -m notify.mailbox`: a mail server for development that keeps every message and sends none on.

The messages lie in a Maildir, one file each, to be read with any mail program or with `less`.
"""

from __future__ import annotations

import asyncio
import signal
import sys
from pathlib import Path

import click
from aiosmtpd.handlers import Mailbox
from aiosmtpd.smtp import SMTP

MAX_MESSAGE_BYTES = 1024 * 1024
CANNOT_START = 2


async def keep(host: str, port: int, folder: Path) -> None:
    """Take messages until a signal."""
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    handler = Mailbox(folder)
    server = await loop.create_server(
        lambda: SMTP(handler, hostname="localhost", data_size_limit=MAX_MESSAGE_BYTES, loop=loop),
        host=host,
        port=port,
    )
    async with server:
        sys.stdout.write(f"Keeping mail for {host}:{port} in {folder}\n")
        sys.stdout.flush()
        await stopped.wait()


@click.command()
@click.option("--listen", default="127.0.0.1:2525", show_default=True, metavar="HOST:PORT")
@click.option("--maildir", "folder", required=True, type=click.Path(file_okay=False, path_type=Path))
def main(listen: str, folder: Path) -> None:
    """Keep every message in a Maildir; for development only."""
    host, _, port = listen.rpartition(":")
    if not host or not port.isdigit():
        raise click.BadParameter("give HOST:PORT, for example 127.0.0.1:2525", param_hint="--listen")
    folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        asyncio.run(keep(host, int(port), folder))
    except OSError as error:
        sys.stderr.write(f"Cannot keep mail on {listen} in {folder}: {error.strerror}.\n")
        raise SystemExit(CANNOT_START) from error


if __name__ == "__main__":
    main()
