"""What of the surrounding environment reaches the processes we start. Nothing else of it does."""

from __future__ import annotations

import os
from collections.abc import Mapping

from marshmallow import ValidationError

from chassis.settings import ServiceSettingsSchema
from console.errors import StartError

# Of the machine and its user.
MACHINE = ("PATH", "HOME", "USER", "LANG", "LC_ALL", "TZ", "TMPDIR", "SSL_CERT_FILE", "SSL_CERT_DIR")
# Choices of the person who starts the system; each service checks those it reads.
CHOICES = ("AMQP_URL", "SMTP_URL", "MAIL_FROM", "LOG_FORMAT", "WEB_WORKERS", "WEB_THREADS")


def machine() -> dict[str, str]:
    """What every program needs to find its way on this machine."""
    return {name: os.environ[name] for name in MACHINE if name in os.environ}


def choices() -> dict[str, str]:
    """The variables with which `gakkumdu up` can be told how to run."""
    return {name: os.environ[name] for name in CHOICES if os.environ.get(name)}


def check(given: Mapping[str, str]) -> None:
    """StartError in the services' own words, before anything has been started for nothing.

    What only one service reads it checks itself when it starts.
    """
    known = {field.data_key or name: field for name, field in ServiceSettingsSchema().fields.items()}
    problems = []
    for name in known.keys() & given.keys():
        try:
            known[name].deserialize(given[name])
        except ValidationError as error:
            problems.append(f"Environment variable {name}: {' '.join(map(str, error.messages))}")
    if problems:
        raise StartError("\n".join(sorted(problems)))
