"""Against a real mail server."""

from __future__ import annotations

import socket
import ssl
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from notify.channels.email import email_of
from notify.channels.server import MailServer
from notify.channels.smtp import RefusedError, ServerUnavailableError, TryLaterError, mail_session
from notify.domain.messages import Message, Words
from tests.notify.builders import NOON, a_delivery
from tests.support.smtp import MailCatcher, running_mail_server

LOGIN = ("gakkumdu", "s3cret")


def an_email(address: str = "bawaslu@karawang.demo.example") -> EmailMessage:
    message = Message(Words("Judul", "Isi\n"), NOON)
    return email_of(a_delivery(address=address), message, sender="Gakkumdu <gakkumdu@mail.example>")


def send(url: str, *emails: EmailMessage) -> None:
    with mail_session(MailServer.at(url)) as session:
        for email in emails:
            session.send(email)


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """A server's certificate that this process trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - timedelta(hours=1))
        .not_valid_after(datetime.now(UTC) + timedelta(hours=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "certificate.pem"
    file.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(file)
    return context


def test_one_connection_takes_many_messages(mail_server: MailCatcher) -> None:
    send(mail_server.url, an_email(), an_email("other@karawang.demo.example"))
    assert [mail.recipients for mail in mail_server.mails] == [
        ["bawaslu@karawang.demo.example"],
        ["other@karawang.demo.example"],
    ]
    assert mail_server.mails[0].sender == "gakkumdu@mail.example"
    assert mail_server.mails[0].text == "Isi\n"


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ("450 mailbox busy", TryLaterError),
        ("550 no such user", RefusedError),
        ("421 closing", ServerUnavailableError),
    ],
)
def test_the_answer_to_a_recipient_decides(
    mail_server: MailCatcher, answer: str, error: type[Exception]
) -> None:
    mail_server.answer_to_recipient = lambda _: answer
    with pytest.raises(error, match=answer):
        send(mail_server.url, an_email())


@pytest.mark.parametrize(
    ("answer", "error"), [("451 try later", TryLaterError), ("554 looks like spam", RefusedError)]
)
def test_the_answer_to_the_content_decides(
    mail_server: MailCatcher, answer: str, error: type[Exception]
) -> None:
    mail_server.answer_to_data = answer
    with pytest.raises(error, match=answer):
        send(mail_server.url, an_email())


def test_a_refused_message_leaves_the_connection_good(mail_server: MailCatcher) -> None:
    mail_server.answer_to_recipient = lambda to: "550 no" if to.startswith("gone") else "250 OK"
    with mail_session(MailServer.at(mail_server.url)) as session:
        with pytest.raises(RefusedError):
            session.send(an_email("gone@karawang.demo.example"))
        session.send(an_email())
    assert len(mail_server.mails) == 1


def test_an_address_the_server_cannot_take_is_refused_for_good(mail_server: MailCatcher) -> None:
    with pytest.raises(RefusedError):
        send(mail_server.url, an_email("pengawas-é@karawang.demo.example"))


def test_nobody_listening_is_an_outage() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        with pytest.raises(ServerUnavailableError, match="does not answer"):
            send(f"smtp://127.0.0.1:{port}", an_email())


def test_a_connection_lost_on_the_way_is_an_outage(mail_server: MailCatcher) -> None:
    with mail_session(MailServer.at(mail_server.url)) as session:
        session.send(an_email())
        mail_server.stop()
        with pytest.raises(ServerUnavailableError):
            session.send(an_email())


def test_starttls_and_login_are_used_where_a_password_is_given(certificate: ssl.SSLContext) -> None:
    with running_mail_server(tls=certificate, login=LOGIN) as server:
        send(f"smtp://gakkumdu:s3cret@127.0.0.1:{server.port}", an_email())
        assert len(server.mails) == 1


def test_a_wrong_password_is_an_outage_and_no_fault_of_the_message(certificate: ssl.SSLContext) -> None:
    with (
        running_mail_server(tls=certificate, login=LOGIN) as server,
        pytest.raises(ServerUnavailableError, match="535"),
    ):
        send(f"smtp://gakkumdu:wrong@127.0.0.1:{server.port}", an_email())


def test_a_password_is_never_sent_in_the_clear(mail_server: MailCatcher) -> None:
    with pytest.raises(ServerUnavailableError, match="STARTTLS"):
        send(f"smtp://gakkumdu:s3cret@127.0.0.1:{mail_server.port}", an_email())


def test_a_certificate_that_nobody_vouches_for_is_an_outage(
    certificate: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    with (
        running_mail_server(tls=certificate) as server,
        pytest.raises(ServerUnavailableError, match="certificate"),
    ):
        send(f"smtp://127.0.0.1:{server.port}?starttls=required", an_email())
