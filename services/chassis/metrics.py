"""Prometheus counters of the mechanisms; labels are routes and statuses, never ids."""

from __future__ import annotations

from prometheus_client import Counter

METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
REQUESTS = Counter("http_requests_total", "Requests answered.", ["route", "method", "status"])


def observe_request(route: str, method: str, status: int) -> None:
    """Count one answer under its route pattern, so that neither ids nor invented methods become labels."""
    REQUESTS.labels(route, method if method in METHODS else "other", str(status)).inc()
