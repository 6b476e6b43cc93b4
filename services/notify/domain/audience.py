"""Who is told of an alert: the office that must act, and for a missed limit those above it too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from notify.domain.alerts import Alert, AlertKind
from notify.domain.officer import Agency
from notify.domain.offices import NATIONAL, higher_offices
from notify.domain.recipients import Recipient


@dataclass(frozen=True)
class Post:
    """One agency's place in one office."""

    agency: Agency
    office: str


@dataclass(frozen=True)
class Audience:
    """Those to tell, each once, and the posts where nobody is known."""

    recipients: tuple[Recipient, ...]
    vacant: tuple[Post, ...]


def offices_to_ask(alert: Alert) -> tuple[str, ...]:
    """Every office whose members `audience_of` may choose from."""
    return (alert.office, *higher_offices(alert.office), NATIONAL)


def audience_of(alert: Alert, known: Sequence[Recipient]) -> Audience:
    """Choose among the `known` members; for a vacant post the nearest higher Bawaslu office stands in."""
    posts = [Post(alert.agency, alert.office)]
    told: list[Recipient] = []
    if alert.kind is AlertKind.DEADLINE_MISSED:
        told += [member for member in known if member.office == alert.office and member.coordinates]
        posts += [Post(alert.agency, office) for office in higher_offices(alert.office)[:1]]
    vacant = []
    for post in posts:
        members = _members(post, known)
        if not members:
            vacant.append(post)
            members = _stand_ins(post.office, known)
        told += members
    return Audience(tuple({member.id: member for member in told}.values()), tuple(vacant))


def _members(post: Post, known: Sequence[Recipient]) -> list[Recipient]:
    return [m for m in known if m.acts and m.agency is post.agency and m.office == post.office]


def _stand_ins(office: str, known: Sequence[Recipient]) -> list[Recipient]:
    for higher in higher_offices(office) or (NATIONAL,):
        if members := _members(Post(Agency.BAWASLU, higher), known):
            return members
    return []
