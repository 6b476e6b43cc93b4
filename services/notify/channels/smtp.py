"""Hand messages to a mail server over SMTP, and say what its answers mean for a message."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage

from notify.channels.server import MailServer, Security

TIMEOUT_SECONDS = 10
PERMANENT = range(500, 600)
CLOSING = 421  # the service as a whole, not this message


class ServerUnavailableError(Exception):
    """The server cannot be used at all now: it says nothing about any one message."""


class TryLaterError(Exception):
    """The server may take this message later (4xx)."""


class RefusedError(Exception):
    """The server will not take this message (5xx)."""


class MailSession:
    """An open connection, good for many messages."""

    def __init__(self, client: smtplib.SMTP) -> None:
        self._client = client

    def send(self, email: EmailMessage) -> None:
        """Returns when the server has taken responsibility for the message."""
        try:
            self._client.send_message(email)
        except smtplib.SMTPRecipientsRefused as error:
            [(code, text)] = error.recipients.values()
            raise _judged(code, text) from error
        except smtplib.SMTPSenderRefused as error:
            # MAIL FROM is our own setting: refusing it says nothing about this recipient.
            raise ServerUnavailableError(
                f"sender refused: {_said(error.smtp_code, error.smtp_error)}"
            ) from error
        except smtplib.SMTPResponseException as error:
            raise _judged(error.smtp_code, error.smtp_error) from error
        except smtplib.SMTPNotSupportedError as error:
            raise RefusedError(f"the mail server cannot take this address: {error}") from error
        except OSError as error:  # also every other SMTPException, such as a lost connection
            raise ServerUnavailableError(_reason(error)) from error


@contextmanager
def mail_session(server: MailServer) -> Iterator[MailSession]:
    """Connected, protected as the server's address says, and signed in; else ServerUnavailableError."""
    try:
        client = _connect(server)
    except OSError as error:  # smtplib's own errors are OSErrors too
        raise ServerUnavailableError(_reason(error)) from error
    try:
        yield MailSession(client)
    finally:
        with suppress(OSError):
            client.quit()
        client.close()


def _connect(server: MailServer) -> smtplib.SMTP:
    if server.security is Security.TLS:
        client: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context()
        )
    else:
        client = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_SECONDS)
    try:
        if server.security is Security.STARTTLS:
            client.starttls(context=ssl.create_default_context())
        if server.user is not None:
            client.login(server.user, server.password or "")
    except OSError:
        client.close()
        raise
    return client


def _judged(code: int, text: bytes | str) -> Exception:
    if code == CLOSING:
        return ServerUnavailableError(_said(code, text))
    return RefusedError(_said(code, text)) if code in PERMANENT else TryLaterError(_said(code, text))


def _said(code: int, text: bytes | str) -> str:
    shown = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return f"{code} {shown}"


def _reason(error: OSError) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _said(error.smtp_code, error.smtp_error)
    return f"the mail server does not answer: {error}"
