"""A real SMTP server in a thread, which answers as a test tells it to and keeps what it took."""

from __future__ import annotations

import asyncio
import email
import email.policy
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any, cast

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

OK = "250 OK"
NO_ANSWER = "421 too busy"


@dataclass
class ReceivedMail:
    """One message as it came, with the recipients of its envelope."""

    sender: str
    recipients: list[str]
    message: EmailMessage

    @property
    def id(self) -> str:
        return str(self.message["Message-ID"])

    @property
    def text(self) -> str:
        return str(self.message.get_content()).replace("\r\n", "\n")


@dataclass
class MailCatcher:
    """Answers are changed at will: `catcher.answer_to_data = "451 later"`."""

    answer_to_recipient: Callable[[str], str] = lambda _: OK
    answer_to_data: str = OK
    before_answer: Callable[[ReceivedMail], None] = lambda _: None
    """Called when a message was taken and its sender does not know yet."""
    hang_up_after_data: bool = False
    mails: list[ReceivedMail] = field(default_factory=list)
    tls: ssl.SSLContext | None = None
    login: tuple[str, str] | None = None
    port: int = 0
    _loop: asyncio.AbstractEventLoop | None = None
    _thread: threading.Thread | None = None
    _server: asyncio.Server | None = None

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Listen, on the same port as before when it was stopped."""
        ready = threading.Event()
        self._thread = threading.Thread(target=self._serve, args=(ready,), daemon=True)
        self._thread.start()
        assert ready.wait(10), "the mail server did not start"

    def stop(self) -> None:
        """Nobody listens until the next `start`."""
        if self._loop is None or self._thread is None:
            return
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop = self._thread = None

    async def handle_RCPT(  # noqa: N802 - aiosmtpd looks for this name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        answer = self.answer_to_recipient(address)
        if answer == OK:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd looks for this name
        if self.answer_to_data != OK:
            return self.answer_to_data
        parsed = email.message_from_bytes(cast(bytes, envelope.content), policy=email.policy.default)
        mail = ReceivedMail(str(envelope.mail_from), list(envelope.rcpt_tos), parsed)
        self.mails.append(mail)
        self.before_answer(mail)
        if self.hang_up_after_data:
            raise ConnectionResetError  # aiosmtpd drops the connection without an answer
        return OK

    def _authenticate(self, *asked: Any) -> AuthResult:
        given = asked[-1]
        assert isinstance(given, LoginPassword)
        known = (given.login.decode(), given.password.decode()) == self.login
        return AuthResult(success=known, handled=known)

    def _protocol(self) -> SMTP:
        return SMTP(
            self,
            hostname="localhost",
            loop=self._loop,
            tls_context=self.tls,
            require_starttls=self.tls is not None,
            authenticator=self._authenticate if self.login else None,
            auth_required=self.login is not None,
        )

    def _serve(self, ready: threading.Event) -> None:
        loop = self._loop = asyncio.new_event_loop()
        server = loop.run_until_complete(loop.create_server(self._protocol, "127.0.0.1", self.port))
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(asyncio.sleep(0.01))
        loop.close()


@contextmanager
def running_mail_server(**how: Any) -> Iterator[MailCatcher]:
    """Listening until the block ends."""
    catcher = MailCatcher(**how)
    catcher.start()
    try:
        yield catcher
    finally:
        catcher.stop()
