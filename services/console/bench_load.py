"""Clients that complete tasks over HTTP as fast as they are answered, each on a connection of its own."""

from __future__ import annotations

import http.client
import json
import statistics
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from console.errors import StartError

OK = 200
TIMEOUT_SECONDS = 30.0
MILLISECONDS = 1_000
ANSWERS = json.dumps({"answers": {"stopped": False}})


@dataclass
class Load:
    """What the clients of one run saw; `seconds` from the first request to the last answer."""

    latencies: list[float] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def per_second(self) -> float:
        return len(self.latencies) / self.seconds

    def percentile(self, at: int) -> float:
        """In milliseconds."""
        return statistics.quantiles(self.latencies, n=100)[at - 1] * MILLISECONDS


def complete_all(url: str, token: str, tasks: Sequence[str], *, clients: int) -> Load:
    """Take the instances that these tasks begin to their ends, dealt among the clients."""
    load, refusals = Load(), list[str]()
    crowd = [
        threading.Thread(target=_client, args=(url, token, tasks[number::clients], load, refusals))
        for number in range(clients)
    ]
    began = time.perf_counter()
    for client in crowd:
        client.start()
    for client in crowd:
        client.join()
    load.seconds = time.perf_counter() - began
    if refusals:
        raise StartError(f"The benchmark was refused: {refusals[0]}")
    return load


def _client(url: str, token: str, tasks: Sequence[str], load: Load, refusals: list[str]) -> None:
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=TIMEOUT_SECONDS)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    try:
        for task in tasks:
            following = [{"id": task, "version": 1}]
            while following:
                (opened,) = following
                began = time.perf_counter()
                following = _complete(connection, opened, headers)
                load.latencies.append(time.perf_counter() - began)
    except (StartError, OSError, http.client.HTTPException) as error:
        refusals.append(str(error))
    finally:
        connection.close()


def _complete(
    connection: http.client.HTTPConnection, task: dict[str, Any], headers: dict[str, str]
) -> list[dict[str, Any]]:
    """The tasks that opened."""
    tagged = {**headers, "If-Match": f'"{task["version"]}"'}
    connection.request("POST", f"/v1/tasks/{task['id']}/complete", ANSWERS, tagged)
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != OK:
        raise StartError(f"{answer.status} {body.decode(errors='replace')[:300]}")
    opened: list[dict[str, Any]] = json.loads(body)["opened"]
    return opened
