"""Every way through the procedure, as a run driven to its end; tests share them and add up their flows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.workflow.bpmn.plain_run import PlainRun


@dataclass(frozen=True)
class Route:
    """How to drive one case, and the outcome it must have."""

    outcome: str
    drive: Callable[[], PlainRun]


def received(origin: str = "report", regime: str = "pemilu") -> PlainRun:
    return PlainRun(origin=origin, regime=regime)


def found(decision: str, regime: str = "pemilu") -> PlainRun:
    return received("finding", regime).answer("finding_decision", finding_decision=decision)


def studied(decision: str, regime: str = "pemilu") -> PlainRun:
    return received("report", regime).answer("initial_study", initial_study_decision=decision)


def registered(regime: str = "pemilu") -> PlainRun:
    return studied("complete", regime).answer("registration").allot_number()


def in_second_discussion(run: PlainRun | None = None) -> PlainRun:
    run = run or registered()
    return run.answer("discussion_1").answer("clarification_study", study_extended=False)


def in_plenary(run: PlainRun | None = None) -> PlainRun:
    return in_second_discussion(run).answer("discussion_2", discussion_2_decision="crime")


def to_be_forwarded(run: PlainRun | None = None) -> PlainRun:
    return in_plenary(run).answer("plenary", plenary_decision="forward")


def under_investigation(run: PlainRun | None = None) -> PlainRun:
    return to_be_forwarded(run).answer("forwarding").answer("police_report")


def file_made(run: PlainRun | None = None) -> PlainRun:
    run = under_investigation(run).answer("police_investigation", police_investigation_decision="file")
    return run.answer("discussion_3")


def file_checked(decision: str, run: PlainRun | None = None) -> PlainRun:
    return file_made(run).answer("file_transfer").answer("file_check", file_check_decision=decision)


def file_rechecked(decision: str) -> PlainRun:
    return (
        file_checked("returned").answer("resubmission").answer("file_recheck", file_recheck_decision=decision)
    )


def handed_over(run: PlainRun | None = None) -> PlainRun:
    return (run or file_checked("complete")).answer("hand_over", hand_over_decision="handed_over")


def in_court(run: PlainRun | None = None) -> PlainRun:
    return handed_over(run).answer("court_transfer", court_transfer_decision="transferred")


def judged(verdict: str, attitude: str, run: PlainRun | None = None) -> PlainRun:
    run = in_court(run).answer("verdict", verdict_decision=verdict)
    return run.answer("discussion_4", discussion_4_decision=attitude)


def judged_again(verdict: str) -> PlainRun:
    run = judged("acquitted", "appeal").answer("appeal_filing")
    return run.answer("appeal_verdict", appeal_verdict_decision=verdict)


def ended_out_of_time(run: PlainRun, limit: str, task: str) -> PlainRun:
    return run.pass_limit(limit).answer(f"limit_passed_{task}", limit_decision="end")


def explained(run: PlainRun, limit: str, task: str) -> PlainRun:
    return run.pass_limit(limit).answer(f"limit_passed_{task}", limit_decision="continue")


def _convicted_after_a_finding() -> PlainRun:
    run = found("found", "pilkada").answer("registration").allot_number()
    return judged("convicted", "accept", file_checked("complete", run)).answer("execution")


def _convicted_with_every_limit_explained() -> PlainRun:
    run = explained(in_second_discussion(), "discussion_2", "discussion_2")
    run.answer("discussion_2", discussion_2_decision="crime").answer("plenary", plenary_decision="forward")
    explained(run, "forwarding", "forwarding").answer("forwarding").answer("police_report")
    explained(run, "investigation", "police_investigation")
    run.answer("police_investigation", police_investigation_decision="file").answer("discussion_3")
    run.answer("limit_passed_file_transfer", limit_decision="continue").answer("file_transfer")
    run.answer("file_check", file_check_decision="returned")
    explained(run, "resubmission", "resubmission").answer("resubmission")
    run.answer("file_recheck", file_recheck_decision="complete")
    explained(run, "hand_over", "hand_over").answer("hand_over", hand_over_decision="handed_over")
    explained(run, "court_transfer", "court_transfer")
    run.answer("court_transfer", court_transfer_decision="transferred")
    run.answer("verdict", verdict_decision="convicted").answer("discussion_4", discussion_4_decision="accept")
    return run.answer("execution")


ROUTES: Mapping[str, Route] = {
    "supervision that is no finding": Route("not_a_finding", lambda: found("not_found")),
    "a report that is not registered": Route("not_registered", lambda: studied("not_registered")),
    "stopped by the second discussion": Route(
        "stopped", lambda: in_second_discussion().answer("discussion_2", discussion_2_decision="not_crime")
    ),
    "stopped by the plenary": Route(
        "stopped", lambda: in_plenary().answer("plenary", plenary_decision="stop")
    ),
    "investigation stopped": Route(
        "sp3",
        lambda: under_investigation().answer("police_investigation", police_investigation_decision="sp3"),
    ),
    "file not complete after its return": Route("expired", lambda: file_rechecked("not_complete")),
    "suspect cannot be handed over": Route(
        "expired", lambda: file_checked("complete").answer("hand_over", hand_over_decision="not_possible")
    ),
    "case cannot be transferred to court": Route(
        "expired", lambda: handed_over().answer("court_transfer", court_transfer_decision="not_possible")
    ),
    "convicted after a report": Route(
        "convicted", lambda: judged("convicted", "accept", file_checked("complete")).answer("execution")
    ),
    "convicted after a finding": Route("convicted", _convicted_after_a_finding),
    "convicted after the file came back once": Route(
        "convicted", lambda: judged("convicted", "accept", file_rechecked("complete")).answer("execution")
    ),
    "acquitted": Route("acquitted", lambda: judged("acquitted", "accept")),
    "verdict not stated": Route("verdict_not_stated", lambda: judged("not_stated", "accept")),
    "convicted on appeal": Route("convicted", lambda: judged_again("convicted").answer("execution")),
    "acquitted on appeal": Route("acquitted", lambda: judged_again("acquitted")),
    "appeal verdict not stated": Route("verdict_not_stated", lambda: judged_again("not_stated")),
    "every limit passed and explained": Route("convicted", _convicted_with_every_limit_explained),
    "out of time in the second discussion": Route(
        "expired", lambda: ended_out_of_time(in_second_discussion(), "discussion_2", "discussion_2")
    ),
    "out of time in forwarding": Route(
        "expired", lambda: ended_out_of_time(to_be_forwarded(), "forwarding", "forwarding")
    ),
    "out of time in the investigation": Route(
        "expired", lambda: ended_out_of_time(under_investigation(), "investigation", "police_investigation")
    ),
    "out of time in sending the file": Route(
        "expired", lambda: ended_out_of_time(file_made(), "investigation", "file_transfer")
    ),
    "out of time in resubmission": Route(
        "expired", lambda: ended_out_of_time(file_checked("returned"), "resubmission", "resubmission")
    ),
    "out of time in hand-over": Route(
        "expired", lambda: ended_out_of_time(file_checked("complete"), "hand_over", "hand_over")
    ),
    "out of time in the transfer to court": Route(
        "expired", lambda: ended_out_of_time(handed_over(), "court_transfer", "court_transfer")
    ),
}
