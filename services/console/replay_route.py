"""The tasks of the procedure in their order: whose they are, which field shows that one was done, and for whom."""

from __future__ import annotations

from collections.abc import Mapping

NAMING = "suspects"
"""No task but as many requests to `cases` as there are suspects; each opens a track of its own."""

DONE_BY = (
    ("finding_decision", ("date_declared_finding",)),
    ("initial_study", ()),
    ("registration", ("registration_date", "registration_number")),
    ("discussion_1", ("first_discussion_date",)),
    ("clarification_study", ()),
    ("inquiry", ()),
    ("inquiry_file", ()),
    ("discussion_2", ("second_discussion_date",)),
    ("plenary", ()),
    ("forwarding", ("forwarded_to_police_date",)),
    ("police_report", ("police_report_date", "police_report_number")),
    (NAMING, ()),
    # The file counts the accused, so with their naming the investigation has all of them.
    ("police_investigation", ("suspect_named_date",)),
    ("suspect_examination", ()),
    ("discussion_3", ()),
    ("file_transfer", ("file_to_prosecutor_date",)),
    ("file_check", ("p19_date",)),
    ("resubmission", ()),
    ("file_recheck", ("p21_date", "p21_letter_number")),
    ("hand_over", ("tahap2_date",)),
    (
        "court_transfer",
        (
            "transfer_letter_date",
            "transfer_letter_number",
            "court_registration_date",
            "court_case_number",
            "first_hearing_date",
            "demand_date",
        ),
    ),
    ("verdict", ("verdict_date", "verdict_summary")),
    ("discussion_4", ()),
    ("appeal_filing", ("appeal_filed_date", "appeal_court", "appeal_case_number")),
    ("appeal_file", ()),
    ("appeal_verdict", ("appeal_verdict_date", "appeal_result")),
    ("verdict_delivery", ()),
    ("execution", ()),
)
"""Every step that a file can tell of in the order of the procedure, with the fields which show that it was done."""

ORDER = tuple(task for task, _ in DONE_BY)
OF_A_SUSPECT = frozenset({NAMING, *ORDER[ORDER.index("suspect_examination") :]})
"""Done once for each suspect."""

MINUTES = frozenset({"discussion_1", "discussion_2", "discussion_3", "discussion_4"})
"""Discussions, whose minutes the three agencies sign."""

AGENCIES: Mapping[str, str] = {
    "inquiry": "polri",
    "inquiry_file": "polri",
    "police_report": "polri",
    NAMING: "polri",
    "police_investigation": "polri",
    "suspect_examination": "polri",
    "file_transfer": "polri",
    "file_check": "kejaksaan",
    "resubmission": "polri",
    "file_recheck": "kejaksaan",
    "hand_over": "polri",
    "court_transfer": "kejaksaan",
    "verdict": "kejaksaan",
    "appeal_filing": "kejaksaan",
    "appeal_file": "kejaksaan",
    "appeal_verdict": "kejaksaan",
    "verdict_delivery": "kejaksaan",
    "execution": "kejaksaan",
}
"""Whose task it is; all others are of `bawaslu`."""


def agency_of(task: str) -> str:
    """The agency in whose lane the task lies."""
    return AGENCIES.get(task, "bawaslu")


def place_of_task(task: str) -> int:
    """Where it stands in the procedure."""
    return ORDER.index(task)
