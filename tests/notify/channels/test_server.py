from __future__ import annotations

import pytest

from notify.channels.server import MailServer, Security


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example", MailServer("mail.example", 25, Security.NONE)),
        ("smtp://127.0.0.1:2525", MailServer("127.0.0.1", 2525, Security.NONE)),
        ("smtp://mail.example?starttls=required", MailServer("mail.example", 587, Security.STARTTLS)),
        ("smtps://mail.example", MailServer("mail.example", 465, Security.TLS)),
        (
            "smtp://gakkumdu:p%40ss@mail.example:25",
            MailServer("mail.example", 25, Security.STARTTLS, "gakkumdu", "p@ss"),
        ),
    ],
)
def test_one_url_names_the_server(url: str, server: MailServer) -> None:
    assert MailServer.at(url) == server


@pytest.mark.parametrize(
    "url",
    [
        "mail.example",
        "http://mail.example",
        "smtp://",
        "smtp://mail.example/outbox",
        "smtp://mail.example:port",
        "smtp://mail.example?starttls=never",
        "smtp://mail.example?tls=1",
    ],
)
def test_other_urls_are_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"smtp|option|[Pp]ort"):
        MailServer.at(url)


def test_a_password_does_not_show() -> None:
    assert "secret" not in repr(MailServer.at("smtp://me:secret@mail.example"))
