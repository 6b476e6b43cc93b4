"""Receipt codes: what a reporter keeps to ask for the state of a report without giving a name."""

from __future__ import annotations

import re
import secrets
from typing import NewType

from cases.domain.errors import ReceiptNotFoundError

ReceiptCode = NewType("ReceiptCode", str)

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: nothing that reads like something else
GROUPS = 4
GROUP_LENGTH = 4
SHAPE = re.compile(f"[{ALPHABET}]{{{GROUPS * GROUP_LENGTH}}}")
MISREAD = str.maketrans("OIL", "011")


def new_receipt_code() -> ReceiptCode:
    """80 random bits in four groups of four."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(GROUPS * GROUP_LENGTH))
    return _grouped(drawn)


def receipt_code_of(typed: str) -> ReceiptCode:
    """The code somebody meant who typed it in small letters, without dashes, or with O for 0."""
    bare = re.sub(r"[\s-]", "", typed).upper().translate(MISREAD)
    if SHAPE.fullmatch(bare) is None:
        raise unknown_receipt()
    return _grouped(bare)


def unknown_receipt() -> ReceiptNotFoundError:
    """One answer for a code of no shape and for one never given out."""
    return ReceiptNotFoundError(
        "No report has this receipt code. Compare it with your receipt; it looks like 7K3M-Q2ZD-08RT-XW5A.",
        id="Tidak ada laporan dengan kode ini. Cocokkan dengan tanda terima Anda; bentuknya seperti 7K3M-Q2ZD-08RT-XW5A.",
    )


def _grouped(bare: str) -> ReceiptCode:
    parts = (bare[at : at + GROUP_LENGTH] for at in range(0, len(bare), GROUP_LENGTH))
    return ReceiptCode("-".join(parts))
