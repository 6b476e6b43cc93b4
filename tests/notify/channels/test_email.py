from __future__ import annotations

from notify.channels.email import email_of
from notify.domain.messages import Message, Words
from tests.notify.builders import CASE, NOON, a_delivery

SENDER = "Gakkumdu <gakkumdu@mail.example>"
MESSAGE = Message(
    Words("Batas waktu: perkara é", "Satu baris\nyang sangat panjang " + "x" * 1200 + "\n"), NOON
)


def test_an_email_says_the_words_to_its_one_recipient() -> None:
    email = email_of(a_delivery(), MESSAGE, sender=SENDER)
    assert email["To"] == "bawaslu@karawang.demo.example"
    assert email["From"] == SENDER
    assert email["Subject"] == MESSAGE.words.subject
    assert email.get_content() == MESSAGE.words.body
    assert email["X-Gakkumdu-Case"] == str(CASE)


def test_no_line_is_longer_than_mail_allows() -> None:
    lines = email_of(a_delivery(), MESSAGE, sender=SENDER).as_bytes().splitlines()
    assert max(map(len, lines)) < 998


def test_a_long_subject_stays_on_its_line() -> None:
    words = Words(
        "Batas waktu mendekat: perkara 001/Reg/LP/PL/Kab/13.19/I/2024, batas_waktu_pembahasan", "Isi\n"
    )
    raw = email_of(a_delivery(), Message(words, NOON), sender=SENDER).as_bytes()
    assert f"Subject: {words.subject}".encode() in raw


def test_machines_are_told_not_to_answer() -> None:
    assert email_of(a_delivery(), MESSAGE, sender=SENDER)["Auto-Submitted"] == "auto-generated"


def test_a_repeat_is_the_same_to_the_byte() -> None:
    delivery = a_delivery()
    first, second = (email_of(delivery, MESSAGE, sender=SENDER) for _ in range(2))
    assert first.as_bytes() == second.as_bytes()
    assert first["Message-ID"] == f"<{delivery.id}@mail.example>"
