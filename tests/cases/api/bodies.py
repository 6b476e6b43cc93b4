"""Valid request bodies, to be spoilt one field at a time."""

from __future__ import annotations

from typing import Any

REPORT: dict[str, Any] = {
    "origin": "report",
    "regime": "pilkada",
    "election": "PB",
    "office": "32.15",
    "bawaslu_region": "13.19",
    "level": "regency",
    "description": "Pembagian uang di lapangan desa.",
    "confidentiality": 1,
    "articles": ["UU Pilkada Pasal 187A"],
    "facts": {
        "act": {"at": "2024-10-07"},
        "known": {"at": "2024-10-08T19:30:00+07:00", "document": None, "zone": "WIB"},
        "submitted": {"at": "2024-10-10", "document": "B.1"},
    },
    "reporter": {"name": "Siti Aminah", "contact": "0812-0000-0000"},
}
FINDING: dict[str, Any] = {
    name: value for name, value in {**REPORT, "origin": "finding"}.items() if name != "reporter"
}
MEMBER: dict[str, Any] = {
    "member_id": "polri-karawang",
    "agency": "polri",
    "office": "32.15",
    "roles": ["officer"],
    "email": "polri@karawang.demo.example",
}


def spoilt(body: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {**body, **changes}


def without(body: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in body.items() if key != name}
