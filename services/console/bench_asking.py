"""One client that asks questions of the inbox over one connection, and how long each answer took."""

from __future__ import annotations

import http.client
import json
import statistics
import time
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

from console.bench_questions import Question
from console.errors import StartError

OK = 200
TIMEOUT_SECONDS = 30.0
MILLISECONDS = 1_000
PAGE, LONG_PAGE, DEPTH = 50, 200, 12
"""The timed pages are short; long ones lead as deep into each list as it goes, or so many of them."""
SHOWN = 10


@dataclass
class Asked:
    """Seconds of every answer, by question."""

    page_seconds: list[float] = field(default_factory=list)
    count_seconds: list[float] = field(default_factory=list)
    by_question: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))
    names: dict[int, str] = field(default_factory=dict)
    filled: set[int] = field(default_factory=set)

    def pages(self, percentile: int) -> float:
        """In milliseconds."""
        return _percentile(self.page_seconds, percentile)

    def counts(self, percentile: int) -> float:
        """In milliseconds."""
        return _percentile(self.count_seconds, percentile)

    def median_of(self, numbers: Collection[int]) -> float:
        """Of the pages of these questions together, in seconds."""
        return statistics.median(took for number in numbers for took in self.by_question[number])


class Asker:
    """Asks the same questions over one connection, as often as it is told."""

    def __init__(self, url: str, tokens: Mapping[str, str], questions: Sequence[Question]) -> None:
        self._connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=TIMEOUT_SECONDS)
        self._tokens = tokens
        self._questions = questions
        self._cursors: list[list[str]] = []
        self.asked = Asked()

    def warm_up(self) -> None:
        """Every question once, as deep as it goes; nothing of it is kept but where its pages begin."""
        for question in self._questions:
            self._cursors.append(self._walk(question))
            self._timed(question, "/count", question.filters)
        self._connection.close()

    def ask_all(self) -> None:
        """Every question once more, timed."""
        for number, question in enumerate(self._questions):
            self._ask(self.asked, number, question, self._cursors[number])
        self._connection.close()  # the server would, while another one is asked; the next request opens it again

    def _walk(self, question: Question) -> list[str]:
        """Where its pages begin; the last one is deep in the list where there are so many."""
        found = [""]
        while len(found) < DEPTH:
            _, page = self._timed(question, "", {**question.page(), "after": found[-1], "limit": LONG_PAGE})
            if page["next"] is None:
                break
            found.append(page["next"])
        return found

    def _ask(self, asked: Asked, number: int, question: Question, cursors: Sequence[str]) -> None:
        for after in dict.fromkeys((cursors[0], cursors[len(cursors) // 2], cursors[-1])):
            took, page = self._timed(question, "", {**question.page(), "after": after})
            asked.page_seconds.append(took)
            asked.by_question[number].append(took)
            if len(page["items"]) == PAGE:
                asked.filled.add(number)
        took, _ = self._timed(question, "/count", question.filters)
        asked.count_seconds.append(took)
        asked.by_question[-1 - number].append(took)
        asked.names |= {number: f"{question}", -1 - number: f"count of {question}"}

    def _timed(self, question: Question, path: str, query: Mapping[str, Any]) -> tuple[float, Any]:
        parameters = urlencode({name: value for name, value in query.items() if value})
        headers = {"Authorization": f"Bearer {self._tokens[question.officer]}"}
        began = time.perf_counter()
        self._connection.request("GET", f"/v1/tasks{path}?{parameters}", headers=headers)
        answer = self._connection.getresponse()
        body = answer.read()
        took = time.perf_counter() - began
        if answer.status != OK:
            raise StartError(
                f"The benchmark was refused: {answer.status} {body.decode(errors='replace')[:300]}"
            )
        return took, json.loads(body)


def slowest(asked: Asked) -> list[tuple[float, str]]:
    """The questions and counts with the longest medians, in milliseconds."""
    medians = {number: statistics.median(took) for number, took in asked.by_question.items()}
    worst = sorted(medians, key=lambda number: -medians[number])[:SHOWN]
    return [(round(medians[number] * MILLISECONDS, 2), asked.names[number]) for number in worst]


def _percentile(seconds: Sequence[float], at: int) -> float:
    return round(statistics.quantiles(seconds, n=100)[at - 1] * MILLISECONDS, 2)
