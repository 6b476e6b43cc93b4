from __future__ import annotations

from workflow.domain.errors import ImpossibleFactError, Refusal, Words

REFUSAL = Refusal("at", "fact-order", Words("salah", "wrong"), Words("perbaiki", "mend it"))


def test_a_refusal_says_what_is_wrong_and_what_to_do() -> None:
    assert str(ImpossibleFactError(REFUSAL)) == "wrong; mend it."


def test_a_refusal_carries_both_languages() -> None:
    assert REFUSAL.as_json() == {
        "field": "at",
        "rule": "fact-order",
        "problem": {"id": "salah", "en": "wrong"},
        "next_step": {"id": "perbaiki", "en": "mend it"},
    }
