"""`python -m notify.web`: serve the API."""

from __future__ import annotations

import os

from chassis.logs import configure_logs
from chassis.settings import settings_or_exit
from chassis.web import serve
from notify.app import create_app
from notify.settings import SERVICE, notify_settings


def main() -> None:
    """Serve until a signal."""
    settings = settings_or_exit(notify_settings, os.environ)
    configure_logs(settings.log_format, service=SERVICE)
    serve(lambda: create_app(settings), settings, name=SERVICE)


if __name__ == "__main__":
    main()
