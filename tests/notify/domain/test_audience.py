from __future__ import annotations

from notify.domain.alerts import AlertKind
from notify.domain.audience import Post, audience_of, offices_to_ask
from notify.domain.officer import Agency, Role
from notify.domain.recipients import Recipient
from tests.notify.builders import KARAWANG, a_recipient, an_alert

COORDINATOR = a_recipient(id="coordinator", roles=frozenset({Role.COORDINATOR}))
POLICE = a_recipient(id="police", agency=Agency.POLRI)
POLICE_PROVINCE = a_recipient(id="police-province", agency=Agency.POLRI, office="32")
PROVINCE = a_recipient(id="province", office="32")
NATION = a_recipient(id="nation", office="00")
AUDITOR = a_recipient(id="auditor", roles=frozenset({Role.AUDITOR}))
ELSEWHERE = a_recipient(id="elsewhere", office="51.01", agency=Agency.POLRI)
ALL = [COORDINATOR, POLICE, POLICE_PROVINCE, PROVINCE, NATION, AUDITOR, ELSEWHERE]


def told(kind: AlertKind, agency: Agency, known: list[Recipient]) -> set[str]:
    audience = audience_of(an_alert(kind=kind, agency=agency), known)
    assert len(audience.recipients) == len({member.id for member in audience.recipients})
    return {member.id for member in audience.recipients}


def test_a_task_is_told_to_the_agency_in_the_office() -> None:
    assert told(AlertKind.TASK_CREATED, Agency.POLRI, ALL) == {"police"}


def test_auditors_are_not_alerted() -> None:
    assert told(AlertKind.TASK_CREATED, Agency.BAWASLU, ALL) == {"coordinator"}


def test_a_missed_limit_reaches_the_coordinator_and_the_higher_office() -> None:
    assert told(AlertKind.DEADLINE_MISSED, Agency.POLRI, ALL) == {"police", "coordinator", "police-province"}


def test_a_reminder_stays_in_the_office() -> None:
    assert told(AlertKind.DEADLINE_APPROACHING, Agency.POLRI, ALL) == {"police"}


def test_the_nearest_higher_bawaslu_office_stands_in_for_a_vacant_post() -> None:
    assert told(AlertKind.TASK_CREATED, Agency.KEJAKSAAN, ALL) == {"province"}
    assert told(AlertKind.TASK_CREATED, Agency.KEJAKSAAN, [NATION, POLICE]) == {"nation"}


def test_a_missed_limit_of_a_vacant_post_climbs_past_the_province() -> None:
    assert told(AlertKind.DEADLINE_MISSED, Agency.KEJAKSAAN, [PROVINCE, NATION]) == {"province", "nation"}


def test_the_vacant_posts_are_named() -> None:
    audience = audience_of(an_alert(agency=Agency.KEJAKSAAN), [NATION])
    assert audience.vacant == (Post(Agency.KEJAKSAAN, KARAWANG),)


def test_with_nobody_known_nobody_is_told() -> None:
    audience = audience_of(an_alert(kind=AlertKind.DEADLINE_MISSED), [])
    assert audience.recipients == ()
    assert audience.vacant == (Post(Agency.BAWASLU, KARAWANG), Post(Agency.BAWASLU, "32"))


def test_bawaslu_stands_in_for_another_agency_s_national_office() -> None:
    audience = audience_of(an_alert(agency=Agency.POLRI, office="00"), [NATION])
    assert audience.recipients == (NATION,)


def test_every_office_of_the_ladder_is_asked() -> None:
    assert set(offices_to_ask(an_alert())) == {KARAWANG, "32", "00"}
