"""Settings from the environment."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from chassis.settings import (
    MISCONFIGURED,
    ServiceSettings,
    ServiceSettingsSchema,
    SettingsError,
    read_settings,
    settings_or_exit,
)

GOOD = {
    "DATABASE_URL": "postgresql+psycopg:///cases",
    "BROKER_URL": "postgresql:///broker",
    "OIDC_ISSUER": "http://127.0.0.1:8800",
    "OIDC_JWKS_URL": "http://127.0.0.1:8800/jwks",
    "ENVIRONMENT": "development",
}


def read(environment: Mapping[str, str]) -> ServiceSettings:
    return read_settings(ServiceSettingsSchema(), environment)  # type: ignore[no-any-return] # the schema decides


def test_an_address_is_split_into_host_and_port() -> None:
    assert read({**GOOD, "LISTEN": "0.0.0.0:8801"}).address == ("0.0.0.0", 8801)  # noqa: S104 - only parsed


def test_every_wrong_variable_is_named_at_once() -> None:
    with pytest.raises(SettingsError) as refused:
        read({"LISTEN": "nowhere", "ENVIRONMENT": "holiday", "WEB_WORKERS": "many"})
    named = {problem.split(":")[0] for problem in refused.value.problems}
    assert named >= {"LISTEN", "ENVIRONMENT", "WEB_WORKERS", "DATABASE_URL", "OIDC_ISSUER"}


@pytest.mark.parametrize(
    "change", [{"BROKER_URL": ""}, {"AMQP_URL": "amqp://127.0.0.1"}], ids=["no broker", "two brokers"]
)
def test_exactly_one_broker_is_asked_for(change: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match="set one of the two"):
        read({**GOOD, **change})


def test_production_refuses_a_simulated_clock() -> None:
    with pytest.raises(SettingsError, match="refused in production"):
        read({**GOOD, "ENVIRONMENT": "production", "CASE_CLOCK": "file:/tmp/now"})


def test_an_entry_point_says_one_sentence_a_variable_and_exits_with_2(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as left:
        settings_or_exit(read, {**GOOD, "DATABASE_URL": "sqlite://"})
    assert left.value.code == MISCONFIGURED
    assert capsys.readouterr().err.startswith("Environment variable DATABASE_URL: ")
