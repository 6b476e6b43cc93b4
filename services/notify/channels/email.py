"""A message as an e-mail: one recipient, and an id that is the same at every attempt."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from notify.domain.deliveries import Delivery
from notify.domain.messages import Message

# RFC 5322 asks for 78 characters and allows 998; a folded subject shows readers a blank before its first word.
UNFOLDED = SMTP.clone(max_line_length=300)


def email_of(delivery: Delivery, message: Message, *, sender: str) -> EmailMessage:
    """The same bytes each time, so that a repeat after a crash can be recognised as one."""
    email = EmailMessage()
    email["From"] = sender
    email["To"] = delivery.address
    email["Subject"] = message.words.subject
    email["Date"] = format_datetime(message.composed_at)
    email["Message-ID"] = message_id(delivery, sender)
    email["Auto-Submitted"] = "auto-generated"  # RFC 3834: holiday notices do not answer it
    email["X-Gakkumdu-Case"] = str(delivery.case_id)
    email["X-Gakkumdu-Alert"] = delivery.kind
    email.set_content(message.words.body, cte="quoted-printable")
    email.policy = UNFOLDED  # now that the body is broken at the 76 characters it may have
    return email


def message_id(delivery: Delivery, sender: str) -> str:
    """Derived from the delivery's id, hence known before anything is sent."""
    domain = parseaddr(sender)[1].rpartition("@")[2]
    return f"<{delivery.id}@{domain}>"
