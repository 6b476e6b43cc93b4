"""What one look allows and what a list shows are the same, for any officer and any row."""

from __future__ import annotations

import json
from uuid import UUID, uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from chassis.database import Database
from chassis.paging import PageRequest
from tests.workflow.builders import MONDAY, CaseBench, a_task, an_officer
from workflow.domain.access import may_see, may_work_on
from workflow.domain.inbox import InboxQuery, Sort, Sorting
from workflow.domain.officer import Agency, Level, Officer, Role
from workflow.domain.task import HumanTask
from workflow.storage.access import visible_to, workable_by
from workflow.storage.tables import InstanceRow, TaskRow
from workflow.storage.unit import WorkflowUnit

OFFICES = ("00", "3", "32", "32.1", "32.15", "32.16", "32.150", "33", "33.15", "51.01", "3%", "3_.15", "")
LEVELS = {"00": Level.NATIONAL, "32": Level.PROVINCE, "33": Level.PROVINCE}
SOME = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

officers = st.builds(
    lambda office, agency, roles: an_officer(
        agency, id="x", office=office, level=LEVELS.get(office, Level.REGENCY), roles=roles
    ),
    st.sampled_from(["00", "32", "33", "32.15", "33.15", "51.01"]),
    st.sampled_from(Agency),
    st.frozensets(st.sampled_from(Role)),
)
rows = st.lists(
    st.builds(
        lambda office, agency, confidentiality: a_task(
            office=office, agency=agency.value, confidentiality=confidentiality
        ),
        st.sampled_from(OFFICES),
        st.sampled_from(Agency),
        st.integers(1, 4),
    ),
    min_size=1,
    max_size=8,
)


def fresh(tasks: list[HumanTask]) -> dict[UUID, HumanTask]:
    """Under ids of their own, because an example may be tried twice."""
    for task in tasks:
        task.id, task.case_id = uuid4(), uuid4()
    return {task.id: task for task in tasks}


@SOME
@given(officer=officers, tasks=rows)
def test_the_filters_say_what_the_predicates_say(
    bench: CaseBench, officer: Officer, tasks: list[HumanTask]
) -> None:
    known = fresh(tasks)
    bench.put(*known.values())
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        among = TaskRow.id.in_(known)
        seen = set(unit.session.scalars(select(TaskRow.id).where(among, visible_to(officer, TaskRow))))
        workable = set(unit.session.scalars(select(TaskRow.id).where(among, workable_by(officer))))
        cases = {task.case_id for task in known.values()}
        instances = select(InstanceRow.case_id).where(
            InstanceRow.case_id.in_(cases), visible_to(officer, InstanceRow)
        )
        seen_cases = set(unit.session.scalars(instances))
    assert seen == {id_ for id_, task in known.items() if may_see(officer, task)}
    assert workable == {id_ for id_, task in known.items() if may_work_on(officer, task)}
    assert seen_cases == {known[id_].case_id for id_ in seen}


@SOME
@given(officer=officers, tasks=rows)
def test_page_count_and_single_look_agree(bench: CaseBench, officer: Officer, tasks: list[HumanTask]) -> None:
    known = fresh(tasks)
    bench.put(*known.values())
    with bench.database.unit_of_work(WorkflowUnit) as unit:
        shown = 0
        for task in known.values():
            query = InboxQuery(case_id=task.case_id)
            page = unit.inbox.page(
                query,
                officer,
                PageRequest(),
                shown=(("id", "id"),),
                sorting=Sorting(Sort.CREATED),
                now=MONDAY,
                positions=lambda _: {},
            )
            assert len(page.items) == unit.inbox.count(query, officer, now=MONDAY)
            assert list(map(json.loads, page.items)) == (
                [{"id": str(task.id)}] if unit.tasks.visible(task.id, officer) else []
            )
            assert (unit.instances.visible(task.case_id, officer) is not None) == bool(page.items)
            shown += len(page.items)
    assert shown == sum(may_see(officer, task) for task in known.values())


def test_a_stranger_s_case_has_no_head_in_the_ledger(bench: CaseBench, database: Database) -> None:
    bench.put(a_task(office="51.01"), mine := a_task())
    with database.unit_of_work(WorkflowUnit) as unit:
        page = unit.instances.page(an_officer(), PageRequest())
    assert [instance.case_id for instance in page.items] == [mine.case_id]
