from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from lxml import etree

from notify.domain.alerts import AlertKind
from notify.domain.officer import Agency
from notify.domain.recipients import Language
from notify.domain.wording import TEXTS, instant_text, words_of
from tests.notify.builders import CASE, a_limit, a_task_alert, an_alert

MODELS = Path(__file__).parents[3] / "bpmn"
NUMBER = "010/Reg/LP/PL/Kab/27.09/III/2024"
SAFE = {
    Language.INDONESIAN: "Rabu, 20 Maret 2024 pukul 23.59.59 WIB",
    Language.ENGLISH: "Wednesday, 20 March 2024, 23:59:59 WIB",
}


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("kind", [kind for kind in AlertKind if kind is not AlertKind.REPORT_WITHDRAWN])
def test_every_text_names_case_rule_limit_and_both_dates(kind: AlertKind, language: Language) -> None:
    words = words_of(an_alert(kind=kind, task="verdict"), language, case_number=NUMBER)
    assert NUMBER in words.subject
    assert all(part in words.body for part in (NUMBER, "P21", SAFE[language], "Bawaslu", "32.15"))
    assert "$" not in words.subject + words.body


@pytest.mark.parametrize(("language", "goes_on"), [("id", "tetap berjalan"), ("en", "goes on")])
def test_a_withdrawal_says_that_nothing_stops(language: str, goes_on: str) -> None:
    alert = an_alert(kind=AlertKind.REPORT_WITHDRAWN, limit=None)
    words = words_of(alert, Language(language), case_number=NUMBER)
    assert NUMBER in words.subject
    assert goes_on in words.body


def test_an_indonesian_reader_gets_indonesian() -> None:
    words = words_of(an_alert(kind=AlertKind.DEADLINE_MISSED), Language.INDONESIAN, case_number=NUMBER)
    assert words.subject == f"[Gakkumdu] BATAS WAKTU TERLEWAT: persidangan dan putusan, perkara {NUMBER}"
    assert "Batas menurut hukum: Kamis, 21 Maret 2024 pukul 23.59.59 WIB" in words.body
    assert "Langkah berikut:" in words.body


def test_an_english_reader_gets_english() -> None:
    words = words_of(an_alert(agency=Agency.KEJAKSAAN), Language.ENGLISH, case_number=NUMBER)
    assert words.subject == f"[Gakkumdu] Time limit is near: trial and verdict, case {NUMBER}"
    assert "Legal limit: Thursday, 21 March 2024, 23:59:59 WIB" in words.body
    assert "Who must act: Prosecution, office 32.15" in words.body
    assert "Next step:" in words.body


def test_a_case_without_a_number_goes_by_its_id() -> None:
    words = words_of(an_alert(), Language.ENGLISH, case_number=None)
    assert f"Case: {CASE}" in words.body


@pytest.mark.parametrize(
    ("language", "unconfirmed", "provisional"),
    [("id", "Belum dikonfirmasi: ", "Sementara: "), ("en", "Unconfirmed: ", "Provisional: ")],
)
@pytest.mark.parametrize("kind", [kind for kind in AlertKind if kind is not AlertKind.REPORT_WITHDRAWN])
def test_a_limit_that_nobody_stands_for_says_so_wherever_it_is_told(
    kind: AlertKind, language: str, unconfirmed: str, provisional: str
) -> None:
    def told(**marks: bool) -> str:
        return words_of(
            an_alert(kind=kind, limit=a_limit(**marks)), Language(language), case_number=None
        ).body

    assert unconfirmed in told(unconfirmed=True)
    assert provisional in told(provisional=True)
    assert unconfirmed not in told(provisional=True)
    assert provisional not in told(unconfirmed=True)


def test_what_is_not_known_is_left_out() -> None:
    words = words_of(a_task_alert(limit=None), Language.ENGLISH, case_number=NUMBER)
    assert "limit:" not in words.body
    assert "Rule:" not in words.body
    assert "Task: First discussion" in words.body


def test_an_unknown_date_is_left_out() -> None:
    limit = a_limit(legal_limit=None, safe_limit=None)
    words = words_of(an_alert(limit=limit), Language.ENGLISH, case_number=NUMBER)
    assert "Safe limit" not in words.body
    assert "Limit: trial and verdict" in words.body


def test_a_task_and_a_limit_of_a_newer_model_are_named_as_they_come() -> None:
    alert = a_task_alert(task="brand_new", limit=a_limit(name="newer"))
    words = words_of(alert, Language.ENGLISH, case_number=NUMBER)
    assert "Task: brand_new" in words.body
    assert "(newer)" in words.body


def test_a_name_cannot_start_a_new_line() -> None:
    alert = a_task_alert(task="x\r\nBcc: all@example.com\x00")
    words = words_of(alert, Language.ENGLISH, case_number="1\n2")
    assert words.subject == "[Gakkumdu] New task: x Bcc: all@example.com, case 1 2"


@pytest.mark.parametrize(("hours", "zone"), [(7, "WIB"), (8, "WITA"), (9, "WIT")])
def test_an_instant_is_written_in_its_own_zone(hours: int, zone: str) -> None:
    instant = datetime(2024, 1, 1, 9, 5, 0, tzinfo=timezone(timedelta(hours=hours)))
    assert instant_text(instant, Language.ENGLISH) == f"Monday, 1 January 2024, 09:05:00 {zone}"


def test_an_offset_that_is_no_zone_of_ours_is_shown_as_it_is() -> None:
    assert instant_text(datetime(2024, 1, 1, tzinfo=UTC), Language.ENGLISH).endswith("00:00:00 UTC+0000")


def test_both_languages_name_the_same_things() -> None:
    indonesian, english = (json.loads((TEXTS / code / "names.json").read_text()) for code in ("id", "en"))
    for what in ("agencies", "limits", "tasks"):
        assert indonesian[what].keys() == english[what].keys()


@pytest.mark.parametrize("language", Language)
def test_every_human_task_and_limit_of_the_models_has_a_name(language: Language) -> None:
    names = json.loads((TEXTS / language / "names.json").read_text())
    models = [etree.parse(path) for path in MODELS.glob("*.bpmn")]
    tasks = {task.get("id") for model in models for task in model.iterfind(".//{*}userTask")}
    properties = [found for model in models for found in model.iterfind(".//{*}property[@name='limit']")]
    assert tasks <= names["tasks"].keys()
    assert {found.get("value") for found in properties} <= names["limits"].keys()
