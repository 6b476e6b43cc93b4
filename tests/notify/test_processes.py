"""Web, migration and the development mailbox as processes of their own."""

from __future__ import annotations

import os
import smtplib
import socket
import subprocess
import sys
import time
from email.message import EmailMessage
from mailbox import Maildir
from pathlib import Path

import psycopg
import pytest

from console.nursery import Nursery
from console.processes import Child, start
from tests.notify.api.conftest import ENVIRONMENT
from tests.support.asking import CLIENT
from tests.support.postgres import FreshDatabases, TestDatabase

READY_SECONDS = 30


def a_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for_port(port: int, child: Child) -> None:
    end = time.monotonic() + READY_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert time.monotonic() < end, child.last_lines(30)
            time.sleep(0.05)
        else:
            return


def run(module: str, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", module, *arguments],
        env={**os.environ, **ENVIRONMENT, **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_web_process_serves_and_stops(
    nursery: Nursery, own_database: TestDatabase, tmp_path: Path
) -> None:
    port = a_free_port()
    variables = {"DATABASE_URL": own_database.url, "LISTEN": f"127.0.0.1:{port}"}
    environment = {**os.environ, **ENVIRONMENT, **variables}
    web = nursery.start(
        "web", [sys.executable, "-m", "notify.web"], log=tmp_path / "web.log", environment=environment
    )
    try:
        wait_for_port(port, web)
        url = f"http://127.0.0.1:{port}"
        assert CLIENT.get(f"{url}/livez").json() == {"status": "alive"}
        assert CLIENT.get(f"{url}/v1/idle").json()["due_emails"] == 0
        assert CLIENT.get(f"{url}/v1/notifications").status_code == 401
    finally:
        web.stop(within=20)
    assert web.exit_status == 0, web.last_lines(30)


def test_migrating_makes_the_tables_and_again_changes_nothing(fresh_database: FreshDatabases) -> None:
    empty = fresh_database("notify")
    for _ in range(2):
        done = run("notify.migrate", DATABASE_URL=empty.owner_url)
        assert done.returncode == 0, done.stderr
    with psycopg.connect(empty.conninfo) as connection:
        assert connection.execute("SELECT count(*) FROM deliveries").fetchone() == (0,)


@pytest.mark.parametrize("module", ["notify.web", "notify.worker"])
def test_a_broken_environment_is_one_sentence_for_each_variable(module: str) -> None:
    refused = run(module, SMTP_URL="mail.example", MAIL_FROM="nobody")
    assert refused.returncode == 2
    assert refused.stderr.splitlines() == [
        "Environment variable MAIL_FROM: is not an e-mail address such as Gakkumdu <gakkumdu@mail.example>",
        "Environment variable SMTP_URL: is not smtp://host:port or smtps://host:port",
    ]


def test_the_mailbox_keeps_what_it_is_sent(tmp_path: Path) -> None:
    port = a_free_port()
    command = ["-m", "notify.mailbox", "--listen", f"127.0.0.1:{port}", "--maildir", str(tmp_path / "mail")]
    mailbox = start("mailbox", [sys.executable, *command], log=tmp_path / "mailbox.log")
    try:
        wait_for_port(port, mailbox)
        email = EmailMessage()
        email["From"], email["To"], email["Subject"] = "a@mail.example", "b@mail.example", "Judul"
        with smtplib.SMTP("127.0.0.1", port) as client:
            client.send_message(email)
        taken = run("notify.mailbox", "--listen", f"127.0.0.1:{port}", "--maildir", str(tmp_path / "mail"))
    finally:
        mailbox.stop(within=20)
    assert mailbox.exit_status == 0, mailbox.last_lines()
    assert [message["Subject"] for message in Maildir(tmp_path / "mail")] == ["Judul"]
    assert taken.returncode == 2
    assert taken.stderr.startswith(f"Cannot keep mail on 127.0.0.1:{port}")
