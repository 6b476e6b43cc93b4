"""Any question to the inbox, page by page, against the same question to a list in memory."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from chassis.paging import PageRequest
from tests.workflow.builders import MONDAY, CaseBench, a_task, an_officer
from tests.workflow.domain.law import CALENDAR
from workflow.api.inbox_schemas import WHOLE
from workflow.api.schemas import TaskSchema
from workflow.domain.access import may_see, may_work_on
from workflow.domain.inbox import InboxQuery, Sort, Sorting
from workflow.domain.instance import InstanceState
from workflow.domain.officer import Level, Officer, Role
from workflow.domain.task import HumanTask, Priority, TaskState
from workflow.domain.working_time import positions_at
from workflow.domain.zones import zone_of_office
from workflow.storage.unit import WorkflowUnit

SOME = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
HOUR = timedelta(hours=1)
TIMES = [MONDAY + HOUR * hours for hours in (-90, -1, 0, 1, 40, 41, 200)]
NO_DUE, NO_URGENCY = datetime(9999, 12, 31, tzinfo=UTC), 2**63 - 1
OFFICES = ("32.15", "32.16", "51.01", "91.71")
DAYS = (datetime(2024, 1, 1), datetime(2024, 12, 31))  # noqa: DTZ001 - of whichever zone is drawn
INSTANTS = ("created_at", "due_at", "legal_limit", "closed_at", "returned_at")
TITLES = ("Kajian awal", "Pembahasan Kedua", "Putusan", 'Putusan "é" \\ 判 \t')
AHEAD = positions_at(MONDAY, CALENDAR)

NATION = an_officer(id="n", office="00", level=Level.NATIONAL, roles=frozenset({Role.COORDINATOR}))
PROVINCE = an_officer(id="p", office="32", level=Level.PROVINCE)
REGENCY = an_officer(id="bawaslu-karawang")
AUDITOR = replace(NATION, id="a", roles=frozenset({Role.AUDITOR}))
OFFICERS = (NATION, PROVINCE, REGENCY, AUDITOR)


def maybe(*values: Any) -> st.SearchStrategy[Any]:
    """Mostly no filter, so that several together still find something."""
    return st.sampled_from([None, None, None, *values])


tasks = st.lists(
    st.builds(
        lambda state, office, **values: a_task(
            state=state,
            office=office,
            zone=zone_of_office(office),
            assignee=None if state is TaskState.OPEN else REGENCY.id,
            closed_at=None if state in InboxQuery().states else MONDAY,
            **values,
        ),
        state=st.sampled_from(TaskState),
        office=st.sampled_from(OFFICES),
        agency=st.sampled_from(["bawaslu", "polri"]),
        level=st.sampled_from(["regency", "province"]),
        role=st.sampled_from([Role.OFFICER, Role.COORDINATOR]),
        regime=st.sampled_from(["pemilu", "pilkada"]),
        stage=st.sampled_from(["finding", "assessment"]),
        title=st.sampled_from(TITLES),
        articles=st.lists(st.sampled_from(["521", "523"]), unique=True),
        priority=st.sampled_from(Priority),
        confidentiality=st.integers(1, 4),
        created_at=st.sampled_from(TIMES),
        due_at=st.none() | st.sampled_from(TIMES),
        track=st.none() | st.just(UUID(int=5)),
        clock_office=st.none() | st.sampled_from(OFFICES),
        legal_limit=st.none() | st.datetimes(*DAYS, timezones=st.just(UTC)),
        follow_up_on=st.none() | st.just(MONDAY.date()),
        delegators=st.lists(st.sampled_from(["a", 'b "c"']), max_size=2),
        returned_at=st.none() | st.datetimes(*DAYS, timezones=st.just(UTC)),
        limit_unconfirmed=st.booleans(),
        case_state=st.sampled_from(InstanceState),
    ),
    max_size=14,
)
queries = st.builds(
    InboxQuery,
    states=st.sampled_from([InboxQuery().states, tuple(TaskState), (TaskState.COMPLETED,)]),
    agency=maybe("polri"),
    office=maybe("32.15", "51.01"),
    level=maybe("province"),
    role=maybe(Role.COORDINATOR),
    assignee=maybe(REGENCY.id),
    mine=maybe(REGENCY),
    candidate=maybe(*OFFICERS),
    track=maybe(UUID(int=5)),
    regime=maybe("pilkada"),
    stage=maybe("finding"),
    article=maybe("521"),
    case_state=maybe(InstanceState.SUSPENDED),
    priority=maybe(Priority.HIGH),
    created_from=maybe(TIMES[1]),
    created_until=maybe(TIMES[4]),
    due_from=maybe(TIMES[1]),
    due_until=maybe(TIMES[5]),
    overdue=st.sampled_from([False, False, True]),
    text=maybe("kajian", "kedua pembahasan", "putusan 001", "nowhere"),
)
askers = st.tuples(
    st.sampled_from(OFFICERS),
    st.builds(Sorting, st.sampled_from(Sort), st.booleans()),
    st.integers(1, 15),
)
"""Who asks, in which order, by pages of how many."""


def fits(query: InboxQuery, task: HumanTask) -> bool:
    """What the filters say, in words of Python."""
    equal: Mapping[str, Any] = {
        name: getattr(query, name)
        for name in (
            *("agency", "office", "level", "role", "assignee", "track", "regime", "stage", "priority"),
            *("case_id", "case_state"),
        )
    }
    due = task.due_at or NO_DUE
    words = f"{task.title} {task.intake_number}".casefold().replace("/", " ").split()
    return all(
        (
            task.state in query.states,
            all(value in (None, getattr(task, name)) for name, value in equal.items()),
            query.mine is None or task.assignee == query.mine.id,
            query.candidate is None or (task.state is TaskState.OPEN and may_work_on(query.candidate, task)),
            query.article is None or query.article in task.articles,
            query.created_from is None or task.created_at >= query.created_from,
            query.created_until is None or task.created_at < query.created_until,
            query.due_from is None or query.due_from <= due < NO_DUE,
            query.due_until is None or due < query.due_until,
            not query.overdue or due + timedelta(seconds=1) <= MONDAY,
            all(word in words for word in (query.text or "").split()),
        )
    )


def in_order(found: Sequence[HumanTask], sorting: Sorting) -> list[HumanTask]:
    """What the order says; without a limit a task is last in either direction of the first two."""

    def urgency(task: HumanTask) -> int:
        return NO_URGENCY if task.working_limit is None else task.working_limit - AHEAD[task.zone]

    keys: Mapping[Sort, Callable[[HumanTask], tuple[Any, ...]]] = {
        Sort.URGENCY: lambda task: (urgency(task), task.due_at or NO_DUE, task.id),
        Sort.DUE: lambda task: (task.due_at or NO_DUE, task.id),
        Sort.CREATED: lambda task: (task.created_at, task.id),
        Sort.PRIORITY: lambda task: (task.priority, task.due_at or NO_DUE, task.id),
    }
    ordered = sorted(found, key=keys[sorting.by], reverse=sorting.descending)
    if sorting.descending and sorting.by in (Sort.URGENCY, Sort.DUE):
        return sorted(ordered, key=lambda task: task.due_at is None)
    return ordered


def pages(
    unit: WorkflowUnit, query: InboxQuery, officer: Officer, sorting: Sorting, limit: int
) -> Iterator[dict[str, Any]]:
    after = None
    while True:
        page = unit.inbox.page(
            query,
            officer,
            PageRequest(limit, after),
            shown=WHOLE,
            sorting=sorting,
            now=MONDAY,
            positions=lambda at: positions_at(at, CALENDAR),
        )
        yield from map(json.loads, page.items)
        after = page.next
        if after is None:
            return


def in_instants(shown: Mapping[str, Any]) -> dict[str, Any]:
    """With its times read, and their offsets beside them: a fraction of a second may be written in two ways."""
    times = {name: datetime.fromisoformat(shown[name]) for name in INSTANTS if shown[name]}
    return {**shown, **times, "offsets": {name: at.utcoffset() for name, at in times.items()}}


@SOME
@given(known=tasks, query=queries, asker=askers, one_case=st.sampled_from([False, False, True]))
@example(
    known=[a_task(office="32.16", confidentiality=3)],
    query=InboxQuery(candidate=PROVINCE),
    asker=(NATION, Sorting(Sort.DUE, descending=False), 2),
    one_case=False,
)
def test_any_filters_in_any_order_show_each_task_once(
    bench: CaseBench,
    known: list[HumanTask],
    query: InboxQuery,
    asker: tuple[Officer, Sorting, int],
    one_case: bool,
) -> None:
    officer, sorting, limit = asker
    marked = f"task-{uuid4()}"  # an example may be tried twice, on one database
    for task in known:
        task.id, task.case_id, task.name = uuid4(), uuid4(), marked
    bench.put(*known)
    of_case = known[0].case_id if one_case and known else None
    asked = replace(query, name=marked, case_id=of_case)
    wanted = in_order([task for task in known if may_see(officer, task) and fits(asked, task)], sorting)
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        shown = list(pages(unit, asked, officer, sorting, limit))
        assert [task["id"] for task in shown] == [str(task.id) for task in wanted]
        alone = [TaskSchema().dump(unit.tasks.get(task.id)) for task in wanted]
        assert list(map(in_instants, shown)) == list(map(in_instants, alone))
        assert unit.inbox.count(asked, officer, now=MONDAY) == len(wanted)
