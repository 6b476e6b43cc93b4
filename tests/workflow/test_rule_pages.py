"""The pages for lawyers say what the table says, whatever is edited."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.workflow.conftest import BPMN
from tests.workflow.domain.law import CALENDAR, RULES
from workflow.domain.fact_names import name_of
from workflow.domain.facts import FactKind
from workflow.domain.rules import Regime
from workflow.rule_pages import main, pages_of, write_pages

PAGES = BPMN.parent / "docs" / "rules"


def test_the_pages_in_the_documents_are_those_of_the_table() -> None:
    written = {path.name: path.read_text(encoding="utf-8") for path in PAGES.glob("*.md")}
    assert written == pages_of(BPMN), "run `gakkumdu rules pages`"


@pytest.mark.parametrize("regime", Regime)
def test_every_rule_has_its_row_and_its_place_for_a_signature(regime: Regime) -> None:
    page = next(text for name, text in pages_of(BPMN).items() if name.startswith(regime))
    for step in RULES.steps(regime):
        rule = RULES.versions(regime, step)[0]
        (row,) = [line for line in page.splitlines() if line.startswith(f"| [{step}](")]
        assert all(text in row for text in (rule.title.id, rule.title.en, rule.basis, rule.confidence))
        assert ("belum dikonfirmasi" in row) is rule.unconfirmed
    assert page.count("Dikonfirmasi oleh / Confirmed by:") == len(RULES.steps(regime))


def test_the_example_of_the_study_is_right_by_hand() -> None:
    """From Thursday 12 March 2026: 13, 16, 17, 25, 26, 27, 30 March; Nyepi and Lebaran with their joint leave between."""
    page = next(text for name, text in pages_of(BPMN).items() if name.startswith("pemilu"))
    study = page.split("## P09\n")[1].split("## ")[0]
    assert "Batas hukum / Legal limit: **Senin 30-03-2026 23:59:59 WIB**" in study
    assert "Batas aman / Safe limit: **Selasa 24-03-2026 23:59:59 WIB**" in study
    assert f"`{RULES.version}`" in page
    assert f"`{CALENDAR.version}`" in page


def test_every_version_of_a_rule_has_its_own_row_and_example(tmp_path: Path) -> None:
    (tmp_path / "calendars").mkdir()
    for name in ("time-limits.dmn", "calendars/indonesia.json"):
        (tmp_path / name).write_text((BPMN / name).read_text("utf-8"), "utf-8")
    table = (tmp_path / "time-limits.dmn").read_text("utf-8")
    begin = table.index('<rule id="pemilu-P09-2017-08-16">')
    row = table[begin : table.index("</rule>", begin) + len("</rule>")]
    ended = row.replace('&gt;= date("2017-08-16")', '[date("2017-08-16")..date("2026-12-31")]')
    newer = row.replace("2017-08-16", "2027-01-01").replace(">7<", ">10<")
    (tmp_path / "time-limits.dmn").write_text(table.replace(row, ended + newer), "utf-8")
    page = next(text for name, text in pages_of(tmp_path).items() if name.startswith("pemilu"))
    assert "| [P09 2017-08-16](#p09-2017-08-16) " in page
    assert "| [P09 2027-01-01](#p09-2027-01-01) " in page
    newest = page.split("## P09 2027-01-01\n")[1].split("## ")[0]
    assert "Not in force on the day of the example" in newest
    assert "30 langkah dalam 31 versi" in page


def test_pages_of_other_versions_go_and_other_files_stay(tmp_path: Path) -> None:
    for name in ("pemilu-time-limits-000000000000.md", "README.md"):
        (tmp_path / name).write_text("old", encoding="utf-8")
    written = write_pages(BPMN, tmp_path)
    assert sorted(tmp_path.iterdir()) == sorted([*written, tmp_path / "README.md"])


def test_a_table_that_cannot_be_used_is_refused_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path), str(tmp_path / "out")]) == 1
    assert "time-limits.dmn" in capsys.readouterr().err


def test_every_kind_of_fact_has_a_name_of_its_own() -> None:
    names = [name_of(kind) for kind in FactKind]
    assert len({words.id for words in names}) == len(names)
    assert all("_" not in words.en for words in names)
