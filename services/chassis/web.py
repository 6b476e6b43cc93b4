"""Serve one application with gunicorn: preloaded, threaded, and quick to stop."""

from __future__ import annotations

import gc
import socket
import sys
from collections.abc import Callable
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from chassis.fair_worker import FairWorker, Hall
from chassis.settings import MISCONFIGURED, ServiceSettings

GRACEFUL_SECONDS = 2


class _Server(BaseApplication):
    def __init__(self, make_app: Callable[[], Flask], options: dict[str, Any]) -> None:
        self._make_app = make_app
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        app = self._make_app()
        gc.collect()
        gc.freeze()  # what all workers share is not looked through, and so not copied, by the collector of each
        return app


def serve(make_app: Callable[[], Flask], settings: ServiceSettings, *, name: str) -> None:
    """Run until a signal; `make_app` is called once, before the workers are forked. `name` is for lists of processes."""
    refuse_taken_port(*settings.address)
    hall = Hall(settings.web_workers)
    options = {
        "bind": settings.listen,
        "proc_name": name,
        "workers": settings.web_workers,
        "threads": settings.web_threads,
        "worker_class": FairWorker,
        "pre_fork": hall.seat,
        "child_exit": hall.leave,
        "preload_app": True,
        "graceful_timeout": GRACEFUL_SECONDS,
        "keepalive": 30,
        "loglevel": "warning",
        "control_socket_disable": True,
        "worker_tmp_dir": "/dev/shm",  # noqa: S108 - the heartbeat of a worker; a slow disk would get it killed
    }
    _Server(make_app, options).run()


def refuse_taken_port(host: str, port: int) -> None:
    """One sentence and exit status 2 when somebody else listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            sys.stderr.write(
                f"Cannot listen on {host}:{port}: {error.strerror}. Stop what uses it or set LISTEN to another address.\n"
            )
            raise SystemExit(MISCONFIGURED) from error
