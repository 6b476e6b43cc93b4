"""`docs/procedure.md` keeps step with the models it describes."""

import re

import pytest

from tests.workflow.bpmn.drawings import DRAWINGS, MODELS, forms, rules_by_limit, user_tasks
from tests.workflow.bpmn.routes import ROUTES

DOCUMENT = (MODELS.parent / "docs" / "procedure.md").read_text("utf-8")
TASKS = {id_: found for id_, found in user_tasks().items() if not id_.startswith("limit_passed_")}


def row_of(task: str) -> str:
    """The line of the table that describes a task."""
    return next(line for line in DOCUMENT.splitlines() if line.startswith(f"| `{task}` "))


@pytest.mark.parametrize("task", TASKS)
def test_the_table_names_agency_form_facts_and_choices_of_a_task(task: str) -> None:
    drawing, node = TASKS[task]
    form = forms()[drawing.property_of(node, "form") or ""]
    lane = next(name for name, nodes in drawing.lanes.items() if task in nodes)
    row = row_of(task)
    assert row.startswith(f"| `{task}` {node.get('name')} | {lane} | `{form['$id'].rpartition(':')[2]}` |")
    facts = {field["x-fact"] for field in form["properties"].values() if "x-fact" in field}
    assert facts == set(re.findall(r"`(\w+)`", row.split("|")[4]))
    for choice in form["properties"].get("decision", {}).get("enum", []):
        assert choice in row


@pytest.mark.parametrize("task", TASKS)
def test_the_table_names_the_limit_of_a_task_and_its_rule_in_both_regimes(task: str) -> None:
    drawing, node = TASKS[task]
    limit = drawing.property_of(node, "limit")
    rules = rules_by_limit()[limit] if limit else {}
    timer = f"{task}_limit" in drawing.nodes
    said = f"`{limit}`: {rules.get('pemilu', 'none')} / {rules.get('pilkada', 'none')}" if limit else "none"
    assert row_of(task).split("|")[5].strip() == said + (", **boundary timer**" if timer else "")


def test_every_model_has_its_picture_and_every_outcome_its_row() -> None:
    assert all(f"(pictures/{drawing.name}.svg)" in DOCUMENT for drawing in DRAWINGS)
    outcomes = {outcome for route in ROUTES.values() for outcome in (route.outcome, *route.tracks.values())}
    rows = [line.split("|")[1] for line in DOCUMENT.splitlines() if line.startswith("| `")]
    assert outcomes - set(re.findall(r"`(\w+)`", "".join(rows))) == set()


def test_every_step_of_both_regimes_hangs_on_a_task_but_those_before_the_intake() -> None:
    hung = {drawing.property_of(node, "limit") for drawing, node in user_tasks().values()}
    before_the_intake = {"report_filing", "tsm_window"}
    assert rules_by_limit().keys() - hung == before_the_intake
    assert all(rule in DOCUMENT for limit in before_the_intake for rule in rules_by_limit()[limit].values())
