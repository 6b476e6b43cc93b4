"""The walls of the house: who may import whom, who may commit, who may read the machine's clock."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

SERVICES = Path(__file__).parents[2] / "services"
OURS = ("cases", "workflow", "notify")
MODULES = sorted(path for path in SERVICES.rglob("*.py") if "versions" not in path.parts)

BELOW = {
    "api": {"actions", "storage", "domain"},
    "messages": {"actions", "storage", "domain"},
    "actions": {"storage", "domain", "engine"},
    "storage": {"domain"},
    "engine": {"domain"},
    "domain": set(),
}
"""What a layer may import of its own service; `api` may read through a store, and write only through actions."""

DOMAIN_LIBRARIES = {"chassis", "holidays", "lxml", "rfc8785"}


@cache
def nodes_of(path: Path) -> list[ast.AST]:
    """Every part of a module; read once for all that is asked of it."""
    return list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def imports_of(path: Path) -> Iterator[str]:
    """Every module name that a file imports, with what it takes from it."""
    for node in nodes_of(path):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def place_of(path: Path) -> tuple[str, str]:
    """Service and layer of a file; the layer of a service's own modules is their name."""
    parts = path.relative_to(SERVICES).with_suffix("").parts
    return parts[0], parts[1] if len(parts) > 1 else ""


def each(*services: str) -> list[Path]:
    return [path for path in MODULES if place_of(path)[0] in services]


def name_of(path: Path) -> str:
    return str(path.relative_to(SERVICES))


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_service_imports_another(path: Path) -> None:
    service, _ = place_of(path)
    foreign = {name for name in imports_of(path) if name.split(".")[0] in {*OURS, "console"} - {service}}
    if name_of(path) == "console/deadline.py":  # the one exception that the architecture names
        foreign = {name for name in foreign if not name.startswith("workflow.domain")}
    assert not foreign


@pytest.mark.parametrize("path", each(*OURS), ids=name_of)
def test_imports_point_downwards(path: Path) -> None:
    service, layer = place_of(path)
    if layer not in BELOW:
        return  # app, web, worker and the like put the layers together
    reached = {name.split(".")[1] for name in imports_of(path) if name.startswith(f"{service}.")}
    assert reached <= BELOW[layer] | {layer}


@pytest.mark.parametrize("path", [path for path in each(*OURS) if place_of(path)[1] == "domain"], ids=name_of)
def test_the_domain_needs_nothing_but_its_own_words(path: Path) -> None:
    service, _ = place_of(path)
    foreign = {name.split(".")[0] for name in imports_of(path)} - {service} - set(sys.stdlib_module_names)
    assert foreign <= DOMAIN_LIBRARIES


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_only_the_engine_knows_spiffworkflow(path: Path) -> None:
    if place_of(path) != ("workflow", "engine"):
        assert not [
            name for name in imports_of(path) if name.split(".")[0] in ("SpiffWorkflow", "simpleeval")
        ]


@cache
def calls_in(path: Path) -> frozenset[str]:
    """Dotted text of everything a file calls."""
    return frozenset(ast.unparse(node.func) for node in nodes_of(path) if isinstance(node, ast.Call))


def test_one_module_commits() -> None:
    committing = {
        name_of(path) for path in MODULES if any(call.endswith(".commit") for call in calls_in(path))
    }
    assert committing <= {"chassis/database.py"}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_nothing_is_run_as_python_that_was_read_from_a_file(path: Path) -> None:
    assert not {"eval", "exec", "compile", "builtins.eval", "builtins.exec"}.intersection(calls_in(path))


MACHINE_TIME = {
    "chassis/clock.py",  # where case time comes from
    "chassis/amqp_receiver.py",  # when a message died is machine time
}


@pytest.mark.parametrize("path", each(*OURS, "chassis"), ids=name_of)
def test_nobody_reads_the_calendar_of_the_machine(path: Path) -> None:
    if name_of(path) in MACHINE_TIME:
        return
    readings = ("datetime.now", "datetime.utcnow", "date.today", "datetime.today")
    assert not [call for call in calls_in(path) if call.endswith(readings)]


@pytest.mark.parametrize("path", each(*OURS, "chassis"), ids=name_of)
def test_only_entry_points_read_the_environment(path: Path) -> None:
    reads = any(name in ("os.environ", "os.getenv") for name in _attributes(path))
    assert not reads or path.stem in {
        "web",
        "worker",
        "migrate",
        "devissuer",
        "broker_pgmq",
        "dead_letters",
        "bench",
        "bench_complete",
        "bench_inbox",
        "bench_recompute",
        "bench_timers",
        "timers",
    }


def _attributes(path: Path) -> Iterator[str]:
    for node in nodes_of(path):
        if isinstance(node, ast.Attribute):
            yield ast.unparse(node)
