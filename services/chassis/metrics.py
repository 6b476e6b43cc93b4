"""Prometheus counters of the mechanisms; labels are routes and statuses, never ids."""

from __future__ import annotations

from prometheus_client import Counter

REQUESTS = Counter("http_requests_total", "Requests answered.", ["route", "method", "status"])


def observe_request(route: str, method: str, status: int) -> None:
    """Count one answer under its route pattern, so that ids never become labels."""
    REQUESTS.labels(route, method, str(status)).inc()
