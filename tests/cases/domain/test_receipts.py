from __future__ import annotations

import pytest

from cases.domain.errors import ReceiptNotFoundError
from cases.domain.receipts import new_receipt_code, receipt_code_of


def test_codes_are_long_and_never_the_same() -> None:
    codes = {new_receipt_code() for _ in range(1000)}
    assert len(codes) == 1000
    assert all(len(code) == 19 for code in codes)


def test_a_code_is_recognised_however_it_is_typed() -> None:
    assert receipt_code_of("7k3m q2zd o8rt-xwsa") == "7K3M-Q2ZD-08RT-XWSA"
    assert receipt_code_of("iLo0iLo0iLo0iLo0") == "1100-1100-1100-1100"


@pytest.mark.parametrize(
    "typed", ["", "7K3M", "7K3M-Q2ZD-08RT-XWSU", "7K3M-Q2ZD-08RT-XWSA0", "\uff17K3M-Q2ZD-08RT-XWSA"]
)
def test_what_cannot_be_a_code_is_answered_like_a_code_nobody_has(typed: str) -> None:
    with pytest.raises(ReceiptNotFoundError):
        receipt_code_of(typed)
