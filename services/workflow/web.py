"""`python -m workflow.web`: the API of `workflow`, served by gunicorn."""

from __future__ import annotations

import os

from chassis.logs import configure_logs
from chassis.settings import settings_or_exit
from chassis.web import serve
from workflow.app import create_app
from workflow.settings import SERVICE, workflow_settings


def main() -> None:
    """Serve until a signal."""
    settings = settings_or_exit(workflow_settings, os.environ)
    configure_logs(settings.log_format, service=SERVICE)
    serve(lambda: create_app(settings), settings, name=SERVICE)


if __name__ == "__main__":
    main()
