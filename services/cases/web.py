"""`python -m cases.web`: the API of `cases`, served by gunicorn."""

from __future__ import annotations

import os

from cases.app import create_app
from cases.settings import SERVICE, cases_settings
from chassis.logs import configure_logs
from chassis.settings import settings_or_exit
from chassis.web import serve


def main() -> None:
    """Serve until a signal."""
    settings = settings_or_exit(cases_settings, os.environ)
    configure_logs(settings.log_format, service=SERVICE)
    serve(lambda: create_app(settings), settings, name=SERVICE)


if __name__ == "__main__":
    main()
