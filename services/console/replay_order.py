"""Which dates of a case cannot both be true: a verdict before the act, a hearing before the transfer, and so on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache

# What comes before what, in the words of the file; only what no reading of the law allows the other way round.
# `workflow` refuses the same pairs as facts (a test compares the two); knowing them here saves a start.
COMES_AFTER: Mapping[str, tuple[str, ...]] = {
    "date_known": ("date_of_act",),
    "date_reported_to_bawaslu": ("date_known",),
    "date_declared_finding": ("date_of_act",),
    "registration_date": ("date_reported_to_bawaslu", "date_declared_finding"),
    "first_discussion_date": ("date_reported_to_bawaslu",),
    "clarification_date": ("date_reported_to_bawaslu",),
    "second_discussion_date": ("first_discussion_date", "registration_date"),
    "forwarded_to_police_date": ("second_discussion_date",),
    "police_report_date": ("second_discussion_date",),
    "investigation_started_date": ("registration_date",),
    "suspect_named_date": ("investigation_started_date", "police_report_date"),
    "file_to_prosecutor_date": ("forwarded_to_police_date",),
    "p19_date": ("file_to_prosecutor_date",),
    "p21_date": ("p19_date",),
    "tahap2_date": ("p21_date",),
    "transfer_letter_date": ("tahap2_date",),
    "court_registration_date": ("tahap2_date",),
    "first_hearing_date": ("transfer_letter_date",),
    "demand_date": ("first_hearing_date",),
    "verdict_date": ("demand_date", "court_registration_date"),
    "appeal_filed_date": ("verdict_date",),
    "appeal_verdict_date": ("appeal_filed_date",),
    "stopped_date": ("investigation_started_date", "forwarded_to_police_date"),
}


@cache
def all_before(field: str) -> frozenset[str]:
    """Every field whose date must not be later, through fields in between that may be null."""
    direct = COMES_AFTER.get(field, ())
    return frozenset(direct).union(*(all_before(earlier) for earlier in direct))


def impossible_pairs(dates: Mapping[str, date]) -> Iterator[tuple[str, str]]:
    """A field and an earlier event that its date lies before, in the order of the procedure."""
    for field in COMES_AFTER:
        for earlier in ("date_of_act", *COMES_AFTER):
            given = field in dates and earlier in dates
            if given and earlier in all_before(field) and dates[field] < dates[earlier]:
                yield field, earlier
