from __future__ import annotations

import pytest

from chassis.settings import SettingsError
from notify.channels.server import MailServer, Security
from notify.settings import notify_settings

ENVIRONMENT = {
    "DATABASE_URL": "postgresql+psycopg://notify_app@/notify",
    "AMQP_URL": "amqp://localhost",
    "OIDC_ISSUER": "https://issuer.test",
    "OIDC_JWKS_URL": "https://issuer.test/jwks",
    "ENVIRONMENT": "development",
}


def test_the_mail_server_is_read_once() -> None:
    settings = notify_settings({**ENVIRONMENT, "SMTP_URL": "smtps://mail.example"})
    assert settings.smtp == MailServer("mail.example", 465, Security.TLS)


def test_development_goes_on_without_a_mail_server() -> None:
    assert notify_settings(ENVIRONMENT).smtp is None


def test_production_needs_a_mail_server() -> None:
    with pytest.raises(SettingsError, match="SMTP_URL: is required in production"):
        notify_settings({**ENVIRONMENT, "ENVIRONMENT": "production"})


def test_all_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(SettingsError) as refused:
        notify_settings({**ENVIRONMENT, "SMTP_URL": "mail", "MAIL_FROM": "nobody", "LISTEN": "here"})
    assert [problem.partition(":")[0] for problem in refused.value.problems] == [
        "LISTEN",
        "MAIL_FROM",
        "SMTP_URL",
    ]
