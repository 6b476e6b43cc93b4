from __future__ import annotations

from datetime import date
from importlib import resources
from pathlib import Path

import pytest
from lxml import etree

from tests.workflow.domain.law import RULE_FILE, RULES
from workflow.domain.errors import RuleTableError
from workflow.domain.rule_file import load_rules
from workflow.domain.rules import Confirmation, OtherReading, Regime, Scope, Span, Unit

TEXT = RULE_FILE.read_text(encoding="utf-8")


def load_changed(folder: Path, old: str, new: str) -> str:
    """The refusal of the table after one change."""
    assert old in TEXT
    path = folder / "time-limits.dmn"
    path.write_text(TEXT.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RuleTableError) as refused:
        load_rules(path)
    return str(refused.value)


def test_the_table_reads_text_numbers_lists_and_dates() -> None:
    rule = next(rule for rule in RULES.rules if rule.step == "K11")
    assert (rule.regime, rule.span, rule.starts_on) == (
        Regime.PILKADA,
        Span(14, Unit.WORKING_DAYS),
        ("police_report_issued", "forwarded"),
    )
    assert rule.reminders == (72, 24, 6)
    assert (rule.valid_from.isoformat(), rule.valid_to) == ("2016-07-01", None)
    assert rule.other_readings == (
        OtherReading("14 WD + 3 WD + 3 WD", tuple(Span(n, Unit.WORKING_DAYS) for n in (14, 3, 3))),
    )


def test_a_quotation_mark_inside_a_text_is_read_as_written() -> None:
    note = next(rule for rule in RULES.rules if rule.step == "P09").note
    assert note is not None
    assert '"hari"' in note.en


def test_each_suspect_has_a_clock_of_its_own_from_the_investigation_on() -> None:
    of_the_case = {rule.step for rule in RULES.rules if rule.scope is Scope.CASE}
    first_ones = {f"P{number:02}" for number in range(1, 15)} | {"P11b"}
    assert of_the_case == first_ones | {f"K{number:02}" for number in range(1, 11)}


def test_the_version_changes_with_the_file(tmp_path: Path) -> None:
    path = tmp_path / "time-limits.dmn"
    path.write_text(TEXT.replace(">7<", ">8<", 1), encoding="utf-8")
    assert load_rules(path).version != RULES.version


def test_a_closed_validity_is_read_from_its_range(tmp_path: Path) -> None:
    path = tmp_path / "time-limits.dmn"
    closed = '[date("2017-08-16")..date("2028-12-31")]'
    path.write_text(TEXT.replace('&gt;= date("2017-08-16")', closed, 1), encoding="utf-8")
    first = load_rules(path).rules[0]
    assert first.valid_to is not None
    assert first.valid_to.isoformat() == "2028-12-31"


def test_a_document_type_is_refused(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa">]>\n<definitions'
    assert "a document type is not accepted" in load_changed(tmp_path, "<definitions", bomb)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("</definitions>", "", "not well-formed XML"),
        ('hitPolicy="UNIQUE"', 'hitPolicy="FIRST"', "hit policy UNIQUE"),
        ("<text>7</text>", "<text>seven</text>", "pemilu-P01-2017-08-16 is refused"),
        ("<text>7</text>", "<text></text>", "kind amount and amount '' do not fit"),
        ('"violation_found"', '"violation_seen"', "'violation_seen' is not a valid FactKind"),
        ('name="basis"', 'name="article"', "column 'basis' is missing"),
        ('<text>"7 CD"', '<text>"7 weeks"', "is no other reading"),
        ('&gt;= date("2017-08-16")', "since 2017", "is neither"),
        (
            '&gt;= date("2017-08-16")',
            '[date("2020-01-01")..date("2019-01-01")]',
            "ends on 2019-01-01, before it begins",
        ),
        ('<text>"inside"</text>', '<text>"amount"</text>', "pemilu-P11-2017-08-16 is refused"),
        (
            '<inputEntry id="pemilu-P01-2017-08-16-step"><text>"P01"</text></inputEntry>',
            "",
            "it has 28 cells",
        ),
    ],
)
def test_a_broken_table_is_refused_with_the_element_and_the_reason(
    tmp_path: Path, old: str, new: str, reason: str
) -> None:
    refusal = load_changed(tmp_path, old, new)
    assert refusal.startswith("time-limits.dmn, ")
    assert reason in refusal


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(RuleTableError, match=r"nowhere\.dmn, file is refused: it cannot be read"):
        load_rules(tmp_path / "nowhere.dmn")


def test_the_file_is_valid_by_the_schema_of_dmn() -> None:
    folder = resources.files("SpiffWorkflow.dmn.parser") / "schema" / "DMN13.xsd"
    with resources.as_file(folder) as path:
        etree.XMLSchema(etree.parse(path)).assertValid(etree.parse(RULE_FILE))


def test_no_id_of_the_file_stands_twice() -> None:
    ids = [element.get("id") for element in etree.fromstring(TEXT.encode()).iter() if element.get("id")]
    assert len(ids) == len(set(ids))


CONFIRMED_BY = '-confirmed_by"><text></text>'
CONFIRMED_ON = '-confirmed_on"><text></text>'


def test_a_lawyer_s_confirmation_takes_the_mark_off_the_rule(tmp_path: Path) -> None:
    path = tmp_path / "time-limits.dmn"
    confirmed = TEXT.replace(CONFIRMED_BY, '-confirmed_by"><text>"Biro Hukum Bawaslu RI"</text>', 1)
    path.write_text(
        confirmed.replace(CONFIRMED_ON, '-confirmed_on"><text>"2026-12-01"</text>', 1), encoding="utf-8"
    )
    rule, before = load_rules(path).rules[0], RULES.rules[0]
    assert rule.confirmed == Confirmation("Biro Hukum Bawaslu RI", date(2026, 12, 1))
    assert (before.unconfirmed, rule.unconfirmed) == (True, False)
    assert (before.confirmed, rule.confidence) == (None, before.confidence)


def test_half_a_confirmation_is_refused_with_its_row(tmp_path: Path) -> None:
    refusal = load_changed(tmp_path, CONFIRMED_BY, '-confirmed_by"><text>"Biro Hukum"</text>')
    assert "pemilu-P01-2017-08-16" in refusal
    assert "both who gave it and on which day" in refusal
