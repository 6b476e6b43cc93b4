from __future__ import annotations

from datetime import date

from console.replay_order import all_before, impossible_pairs
from workflow.domain.fact_order import all_before as facts_before
from workflow.domain.facts import FactKind as F

FACT_OF = {
    "date_of_act": F.ACT_COMMITTED,
    "date_known": F.VIOLATION_KNOWN,
    "date_reported_to_bawaslu": F.REPORT_SUBMITTED,
    "date_declared_finding": F.FINDING_DECIDED,
    "registration_date": F.REGISTERED,
    "first_discussion_date": F.DISCUSSION_1_HELD,
    "clarification_date": F.CLARIFICATION_HELD,
    "second_discussion_date": F.DISCUSSION_2_HELD,
    "forwarded_to_police_date": F.FORWARDED,
    "police_report_date": F.POLICE_REPORT_ISSUED,
    "investigation_started_date": F.INVESTIGATION_STARTED,
    "suspect_named_date": F.SUSPECT_NAMED,
    "file_to_prosecutor_date": F.FILE_SENT,
    "p19_date": F.FILE_RETURNED,
    "p21_date": F.FILE_COMPLETE,
    "tahap2_date": F.HANDED_OVER,
    "transfer_letter_date": F.TRANSFERRED,
    "court_registration_date": F.COURT_REGISTERED,
    "first_hearing_date": F.FIRST_HEARING_HELD,
    "verdict_date": F.VERDICT_READ,
    "appeal_filed_date": F.APPEAL_FILED,
    "appeal_verdict_date": F.APPEAL_VERDICT_READ,
    "stopped_date": F.INVESTIGATION_STOPPED,
}


def test_the_order_of_the_fields_is_the_order_of_the_facts() -> None:
    for field, fact in FACT_OF.items():
        fields = {FACT_OF[earlier] for earlier in all_before(field) if earlier in FACT_OF}
        assert fields == set(facts_before(fact)) & set(FACT_OF.values()), field


def test_a_verdict_before_the_act_is_found_across_all_that_is_unknown() -> None:
    dates = {"verdict_date": date(2024, 1, 1), "date_of_act": date(2024, 1, 2)}
    assert list(impossible_pairs(dates)) == [("verdict_date", "date_of_act")]


def test_two_events_of_one_day_are_possible() -> None:
    day = date(2024, 3, 7)
    assert not list(impossible_pairs({"p21_date": day, "tahap2_date": day}))
