"""Every broken rule has a status and a title in both languages."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

import pytest

import cases
import cases.api.problems
import chassis
import notify
import notify.api.problems
import workflow
import workflow.api.problems
from chassis import errors
from chassis.errors import DomainError
from chassis.problems import CHASSIS_STATUS
from tests.structure.services import SERVICES, app_of
from workflow.domain.errors import LegalClockError

TABLES = {
    "cases": cases.api.problems.STATUS,
    "workflow": workflow.api.problems.STATUS,
    "notify": notify.api.problems.STATUS,
}
CLIENT_ERRORS = range(400, 500)
PACKAGES = (cases, workflow, notify, chassis)
ENTRY_POINTS = ("migrations", "__main__")


def everything() -> None:
    """Import all modules, so that every subclass is known."""
    for package in PACKAGES:
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not any(part in found.name for part in ENTRY_POINTS):
                importlib.import_module(found.name)


def below(kind: type[Exception]) -> Iterator[type[Exception]]:
    for child in kind.__subclasses__():
        yield child
        yield from below(child)


def broken_rules() -> list[type[DomainError]]:
    everything()
    ours = (kind for kind in below(DomainError) if not kind.__module__.startswith("tests."))
    return sorted(
        {kind for kind in ours if issubclass(kind, DomainError)}, key=lambda kind: kind.__qualname__
    )


@pytest.mark.parametrize("kind", broken_rules(), ids=lambda kind: f"{kind.__module__}.{kind.__name__}")
def test_every_broken_rule_has_a_status_and_two_titles(kind: type[DomainError]) -> None:
    service = kind.__module__.split(".")[0]
    table = {**CHASSIS_STATUS, **TABLES.get(service, {})}
    assert kind in table
    assert kind.title_en()
    assert kind.__doc__ != DomainError.__doc__
    assert kind.title_id != DomainError.title_id


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_maps_its_own_errors_and_no_other(service: str) -> None:
    assert {kind.__module__.split(".")[0] for kind in TABLES[service]} <= {service}


def test_the_chassis_maps_every_error_of_its_own() -> None:
    own = {kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, DomainError)}
    assert own - {DomainError} == set(CHASSIS_STATUS)


def test_what_the_legal_clock_refuses_is_answered_by_workflow() -> None:
    everything()
    handlers = app_of("workflow").error_handler_spec[None][None]
    assert LegalClockError in handlers
    assert all(issubclass(kind, LegalClockError) for kind in below(LegalClockError))
