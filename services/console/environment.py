"""What of the surrounding environment reaches the processes we start. Nothing else of it does."""

from __future__ import annotations

import os

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
