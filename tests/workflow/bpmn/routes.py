"""Every way through the procedure, as a run driven to its end; tests share them and add up what they passed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.workflow.bpmn.case_run import CaseRun

A, B, C = (f"018f0000-0000-7000-8000-00000000000{letter}" for letter in "abc")
"""The parties that the tests name as suspects."""


@dataclass(frozen=True)
class Route:
    """How to drive one case, the outcome of its main line, and that of each suspect."""

    outcome: str
    drive: Callable[[], CaseRun]
    tracks: Mapping[str, str] = field(default_factory=dict)


# Before registration


def received(origin: str = "report", regime: str = "pemilu") -> CaseRun:
    return CaseRun(origin=origin, regime=regime)


def found(decision: str, regime: str = "pemilu") -> CaseRun:
    return received("finding", regime).answer("finding_decision", decision=decision)


def studied(decision: str, regime: str = "pemilu") -> CaseRun:
    return received("report", regime).answer("initial_study", decision=decision)


def noticed() -> CaseRun:
    return studied("incomplete").answer("completion_notice")


def traced(decision: str, run: CaseRun | None = None) -> CaseRun:
    return being_traced(run).answer("tracing", decision=decision)


def being_traced(run: CaseRun | None = None) -> CaseRun:
    run = run or studied("not_registered")
    return run.answer("preliminary_decision", decision="preliminary_information")


def registered(regime: str = "pemilu", run: CaseRun | None = None) -> CaseRun:
    return (run or studied("complete", regime)).answer("registration").allot_number()


# Assessment


def in_study(run: CaseRun | None = None) -> CaseRun:
    return (run or registered()).answer("discussion_1").sign()


def inquired(run: CaseRun) -> CaseRun:
    return run.answer("inquiry", decision="evidence_enough").answer("inquiry_file")


def in_extension(run: CaseRun | None = None) -> CaseRun:
    return in_study(run).answer("clarification_study", extended=True)


def in_second_discussion(run: CaseRun | None = None) -> CaseRun:
    return inquired(in_study(run).answer("clarification_study", extended=False))


def in_plenary(run: CaseRun | None = None, decision: str = "crime") -> CaseRun:
    return in_second_discussion(run).answer("discussion_2", decision=decision).sign()


def to_be_forwarded(run: CaseRun | None = None) -> CaseRun:
    return in_plenary(run).answer("plenary", decision="forward")


# Investigation and the track of one suspect


def under_investigation(run: CaseRun | None = None) -> CaseRun:
    return to_be_forwarded(run).answer("forwarding").answer("police_report")


def named(run: CaseRun | None = None, *suspects: str) -> CaseRun:
    run = run or under_investigation()
    for suspect in suspects or (A,):
        run.name_suspect(suspect)
    return run.answer("police_investigation", decision="suspects_named")


def examined(decision: str, run: CaseRun | None = None, suspect: str = A) -> CaseRun:
    return (run or named()).answer("suspect_examination", suspect, decision=decision)


def searched(decision: str, run: CaseRun | None = None, suspect: str = A) -> CaseRun:
    return examined("wanted", run, suspect).answer("suspect_wanted", suspect, decision=decision)


def file_made(run: CaseRun | None = None, suspect: str = A) -> CaseRun:
    return discussed(examined("file", run, suspect), suspect)


def discussed(run: CaseRun, suspect: str = A) -> CaseRun:
    return run.answer("discussion_3", suspect).sign(suspect)


def file_checked(decision: str, run: CaseRun | None = None, suspect: str = A) -> CaseRun:
    return file_sent(file_made(run, suspect), suspect).answer("file_check", suspect, decision=decision)


def file_sent(run: CaseRun, suspect: str = A) -> CaseRun:
    return run.answer("file_transfer", suspect)


def file_rechecked(decision: str, suspect: str = A) -> CaseRun:
    run = file_checked("returned", suspect=suspect).answer("resubmission", suspect)
    return run.answer("file_recheck", suspect, decision=decision)


def handed_over(run: CaseRun | None = None, suspect: str = A, decision: str = "handed_over") -> CaseRun:
    return (run or file_checked("complete", suspect=suspect)).answer("hand_over", suspect, decision=decision)


# Court


def in_court(run: CaseRun | None = None, suspect: str = A) -> CaseRun:
    return handed_over(run, suspect).answer("court_transfer", suspect, decision="transferred")


def judged(verdict: str, attitude: str, run: CaseRun | None = None, suspect: str = A) -> CaseRun:
    return answered(in_court(run, suspect).answer("verdict", suspect, decision=verdict), attitude, suspect)


def answered(run: CaseRun, attitude: str, suspect: str = A) -> CaseRun:
    return run.answer("discussion_4", suspect, decision=attitude).sign(suspect)


def judged_again(verdict: str) -> CaseRun:
    run = judged("acquitted", "appeal").answer("appeal_filing", A, decision="filed")
    return run.answer("appeal_file", A).answer("appeal_verdict", A, decision=verdict)


def delivered(run: CaseRun, suspect: str = A) -> CaseRun:
    return run.answer("verdict_delivery", suspect)


def executed(run: CaseRun, suspect: str = A) -> CaseRun:
    return delivered(run, suspect).answer("execution", suspect)


# Passed limits: where a passed limit asks for a decision, and how a case gets there


@dataclass(frozen=True)
class Place:
    """A task with a limit that can kill: which limit, whose task, how to get there, what ending it leads to."""

    limit: str
    drive: Callable[[], CaseRun]
    suspect: str | None = None
    outcome: str = "expired"


PLACES: Mapping[str, Place] = {
    "finding_decision": Place("finding_decision", lambda: received("finding")),
    "completion": Place("completion", noticed, outcome="not_registered"),
    "tracing": Place("tracing", being_traced, outcome="not_registered"),
    "study_extension": Place("study_extended", in_extension),
    "discussion_2": Place("discussion_2", in_second_discussion),
    "forwarding": Place("forwarding", to_be_forwarded),
    "police_investigation": Place("investigation", under_investigation),
    "suspect_examination": Place("investigation", named, A),
    "suspect_wanted": Place("investigation", lambda: examined("wanted"), A),
    "file_transfer": Place("investigation", file_made, A),
    "resubmission": Place("resubmission", lambda: file_checked("returned"), A),
    "hand_over": Place("hand_over", lambda: file_checked("complete"), A),
    "court_transfer": Place("court_transfer", handed_over, A),
}


def late(task: str) -> CaseRun:
    """A case in which the limit of this task has just passed."""
    place = PLACES[task]
    return place.drive().pass_limit(place.limit, place.suspect)


def explained(task: str) -> CaseRun:
    return late(task).answer(f"limit_passed_{task}", PLACES[task].suspect, decision="continue")


def ended_out_of_time(task: str) -> CaseRun:
    return late(task).answer(f"limit_passed_{task}", PLACES[task].suspect, decision="end")


def _out_of_time(task: str) -> Route:
    place = PLACES[task]
    if place.suspect is None:
        return Route(place.outcome, lambda: ended_out_of_time(task))
    return Route("suspects_named", lambda: ended_out_of_time(task), {place.suspect: place.outcome})


# Whole cases


def _convicted_after_a_finding() -> CaseRun:
    run = registered(run=found("found", "pilkada"))
    return executed(judged("convicted", "accept", file_checked("complete", named(under_investigation(run)))))


def _in_absentia_from_the_search_on() -> CaseRun:
    run = discussed(searched("in_absentia"))
    run = file_sent(run).answer("file_check", A, decision="complete")
    run.answer("hand_over", A, decision="in_absentia").answer("court_transfer", A, decision="transferred")
    run.answer("verdict", A, decision="convicted", in_absentia=True)
    return executed(answered(run, "accept"))


def _found_after_a_long_search() -> CaseRun:
    run = searched("still_wanted").answer("suspect_wanted", A, decision="found")
    return executed(judged("convicted", "accept", file_checked("complete", run)))


def _a_verdict_that_affects_the_votes() -> CaseRun:
    run = in_court().answer("verdict", A, decision="convicted", affects_votes=True)
    run = executed(answered(run, "accept"))
    return run.answer("result_date", A).answer("kpu_follow_up", A, decision="followed_up")


def _votes_that_kpu_left_as_they_were() -> CaseRun:
    run = in_court().answer("verdict", A, decision="acquitted", affects_votes=True)
    run = answered(run, "accept").answer("result_date", A)
    return delivered(run.answer("kpu_follow_up", A, decision="not_followed_up"))


def _three_suspects_at_their_own_speed() -> CaseRun:
    run = under_investigation().name_suspect(A).name_suspect(B)
    run = file_checked("complete", run, A)
    run = examined("sp3", run, B)
    run.answer("police_investigation", decision="suspects_named").name_suspect(C)
    run = executed(judged("convicted", "accept", run, A), A)
    return delivered(judged("acquitted", "accept", file_checked("complete", run, C), C), C)


def _referred_beside_the_criminal_line() -> CaseRun:
    kinds: dict[str, Any] = {"administrative": True, "ethics": True, "other_law": True}
    run = in_plenary().answer("plenary", decision="forward", **kinds).answer("forwarding")
    run.answer("police_report").answer("referral_ethics")
    run.answer("police_investigation", decision="sp3")
    return run.answer("referral_administrative").answer("referral_other_law")


def _referred_only() -> CaseRun:
    run = in_plenary(decision="not_crime").answer("plenary", decision="refer_only", administrative=True)
    return run.answer("referral_administrative")


def _without_enough_evidence() -> CaseRun:
    run = in_study().answer("inquiry", decision="not_enough").answer("clarification_study", extended=False)
    return run.answer("discussion_2", decision="not_crime").sign().answer("plenary", decision="stop")


def _after_the_extension() -> CaseRun:
    run = inquired(in_extension().answer("study_extension"))
    run.answer("discussion_2", decision="crime").sign()
    return run.answer("plenary", decision="stop")


def _without_agreement() -> CaseRun:
    run = registered().answer("discussion_1").answer("signature_polri", stance="dissenting")
    run.answer("signature_kejaksaan", stance="absent").answer("signature_bawaslu", stance="concurring")
    run = inquired(run.answer("clarification_study", extended=False))
    return run.answer("discussion_2", decision="crime").sign().answer("plenary", decision="stop")


def _explain(run: CaseRun, task: str) -> CaseRun:
    place = PLACES[task]
    run.pass_limit(place.limit, place.suspect)
    return run.answer(f"limit_passed_{task}", place.suspect, decision="continue")


def _with_every_limit_explained() -> CaseRun:
    run = _explain(noticed(), "completion").answer("completion", decision="lapsed")
    run = _explain(being_traced(run), "tracing").answer("tracing", decision="finding")
    run = registered(run=_explain(run, "finding_decision").answer("finding_decision", decision="found"))
    run = inquired(_explain(in_extension(run), "study_extension").answer("study_extension"))
    _explain(run, "discussion_2").answer("discussion_2", decision="crime").sign()
    run.answer("plenary", decision="forward")
    _explain(run, "forwarding").answer("forwarding").answer("police_report")
    run = _explain(run, "police_investigation").name_suspect(A)
    run.answer("police_investigation", decision="suspects_named")
    _explain(run, "suspect_examination").answer("suspect_examination", A, decision="wanted")
    _explain(run, "suspect_wanted").answer("suspect_wanted", A, decision="in_absentia")
    run = file_sent(_explain(discussed(run), "file_transfer")).answer("file_check", A, decision="returned")
    _explain(run, "resubmission").answer("resubmission", A).answer("file_recheck", A, decision="complete")
    _explain(run, "hand_over").answer("hand_over", A, decision="in_absentia")
    _explain(run, "court_transfer").answer("court_transfer", A, decision="transferred")
    return executed(answered(run.answer("verdict", A, decision="convicted", in_absentia=True), "accept"))


ROUTES: Mapping[str, Route] = {
    "supervision that is no finding": Route("not_a_finding", lambda: found("not_found")),
    "a report that is closed": Route(
        "not_registered",
        lambda: studied("not_registered").answer("preliminary_decision", decision="closed"),
    ),
    "a report that lapses and is closed": Route(
        "not_registered",
        lambda: (
            noticed()
            .answer("completion", decision="lapsed")
            .answer("preliminary_decision", decision="closed")
        ),
    ),
    "preliminary information traced and closed": Route("not_registered", lambda: traced("closed")),
    "preliminary information traced into no finding": Route(
        "not_a_finding", lambda: traced("finding").answer("finding_decision", decision="not_found")
    ),
    "preliminary information traced into a finding": Route(
        "stopped",
        lambda: in_plenary(
            registered(run=traced("finding").answer("finding_decision", decision="found"))
        ).answer("plenary", decision="stop"),
    ),
    "a completed report": Route(
        "stopped",
        lambda: in_plenary(registered(run=noticed().answer("completion", decision="completed"))).answer(
            "plenary", decision="stop"
        ),
    ),
    "stopped without enough evidence": Route("stopped", _without_enough_evidence),
    "stopped after the extension": Route("stopped", _after_the_extension),
    "stopped without agreement": Route("stopped", _without_agreement),
    "referred only": Route("referred", _referred_only),
    "referred beside the criminal line": Route("sp3", _referred_beside_the_criminal_line),
    "investigation stopped before anybody was named": Route(
        "sp3", lambda: under_investigation().answer("police_investigation", decision="sp3")
    ),
    "investigation of the only suspect stopped": Route("suspects_named", lambda: examined("sp3"), {A: "sp3"}),
    "suspect never found": Route("suspects_named", lambda: searched("give_up"), {A: "expired"}),
    "suspect found after a long search": Route(
        "suspects_named", _found_after_a_long_search, {A: "convicted"}
    ),
    "in absentia from the search on": Route(
        "suspects_named", _in_absentia_from_the_search_on, {A: "convicted"}
    ),
    "file not complete after its return": Route(
        "suspects_named", lambda: file_rechecked("not_complete"), {A: "expired"}
    ),
    "suspect cannot be handed over": Route(
        "suspects_named", lambda: handed_over(decision="not_possible"), {A: "expired"}
    ),
    "case cannot be transferred to court": Route(
        "suspects_named",
        lambda: handed_over().answer("court_transfer", A, decision="not_possible"),
        {A: "expired"},
    ),
    "convicted after a report": Route(
        "suspects_named", lambda: executed(judged("convicted", "accept")), {A: "convicted"}
    ),
    "convicted after a finding": Route("suspects_named", _convicted_after_a_finding, {A: "convicted"}),
    "convicted after the file came back once": Route(
        "suspects_named",
        lambda: executed(judged("convicted", "accept", file_rechecked("complete"))),
        {A: "convicted"},
    ),
    "acquitted": Route("suspects_named", lambda: delivered(judged("acquitted", "accept")), {A: "acquitted"}),
    "verdict not stated": Route(
        "suspects_named", lambda: delivered(judged("not_stated", "accept")), {A: "verdict_not_stated"}
    ),
    "an appeal that was not filed": Route(
        "suspects_named",
        lambda: executed(judged("convicted", "appeal").answer("appeal_filing", A, decision="not_filed")),
        {A: "convicted"},
    ),
    "convicted on appeal": Route(
        "suspects_named", lambda: executed(judged_again("convicted")), {A: "convicted"}
    ),
    "acquitted on appeal": Route(
        "suspects_named", lambda: delivered(judged_again("acquitted")), {A: "acquitted"}
    ),
    "appeal verdict not stated": Route(
        "suspects_named", lambda: delivered(judged_again("not_stated")), {A: "verdict_not_stated"}
    ),
    "a verdict that affects the votes": Route(
        "suspects_named", _a_verdict_that_affects_the_votes, {A: "convicted"}
    ),
    "votes that KPU left as they were": Route(
        "suspects_named", _votes_that_kpu_left_as_they_were, {A: "acquitted"}
    ),
    "three suspects at their own speed": Route(
        "suspects_named",
        _three_suspects_at_their_own_speed,
        {A: "convicted", B: "sp3", C: "acquitted"},
    ),
    "every limit passed and explained": Route(
        "suspects_named", _with_every_limit_explained, {A: "convicted"}
    ),
    **{f"out of time: {task}": _out_of_time(task) for task in PLACES},
}
