"""What `cases` reads from its environment: nothing but what every service does."""

from __future__ import annotations

from collections.abc import Mapping

from chassis.settings import ServiceSettings, ServiceSettingsSchema, read_settings

SERVICE = "cases"
"""The service's name: source of its events, label of its logs. Here, so that a worker needs no web framework for it."""


def cases_settings(environment: Mapping[str, str]) -> ServiceSettings:
    """Raises SettingsError naming every variable that is missing or wrong."""
    return read_settings(ServiceSettingsSchema(), environment)  # type: ignore[no-any-return] # the schema decides
