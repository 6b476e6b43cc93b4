"""The suspects of one case: named by the police in `cases`, followed in their tracks by `workflow`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from tests.support.journey_desk import Desk
from tests.support.journey_patience import wait_for

CREATED, NOT_YET = 201, 409


@dataclass
class Suspect:
    """`choices` are the turns this one takes off the main path; one key, so that a repeated naming is one."""

    choices: Mapping[str, str]
    key: str = field(default_factory=lambda: str(uuid4()))
    track: str | None = None


class Suspects:
    """Whom the police name in one case, and the way each of them goes."""

    def __init__(self, desk: Desk, officer: str, choices: Sequence[Mapping[str, str]]) -> None:
        self._desk = desk
        self._officer = officer
        self._suspects = [Suspect(turns) for turns in choices]

    @property
    def tracks(self) -> list[str]:
        """Of those who are named, in that order."""
        return [suspect.track for suspect in self._suspects if suspect.track is not None]

    def choices_of(self, track: str | None) -> Mapping[str, str]:
        """None of a task that is the case's own."""
        return next((found.choices for found in self._suspects if track and found.track == track), {})

    def name_all(self, case_id: str, *, today: str) -> None:
        """Returns when every one of them has a track; also after an earlier attempt that was cut off."""
        for suspect in self._suspects:
            if suspect.track is None:
                suspect.track = self._name(case_id, suspect, today)

    def name_another(self, case_id: str, choices: Mapping[str, str], *, today: str) -> str:
        """One more, later; returns the track."""
        self._suspects.append(Suspect(choices))
        self.name_all(case_id, today=today)
        return self.tracks[-1]

    def _name(self, case_id: str, suspect: Suspect, today: str) -> str:
        """The police wait for as long as `cases` has not heard that the case is being investigated."""
        body = {
            "role": "suspect",
            "identity": {"name": "Tersangka Uji"},
            "named": {"at": today, "document": f"suspect_named/{today}"},
        }

        def party() -> str | None:
            answer = self._desk.answered(
                self._officer,
                "POST",
                "cases",
                f"/v1/cases/{case_id}/parties",
                json=body,
                headers={"Idempotency-Key": suspect.key},
            )
            if answer.status_code == NOT_YET:
                return None
            assert answer.status_code == CREATED, answer.text
            return str(answer.json()["id"])

        track = wait_for(f"case {case_id} to take a suspect", party, within=self._desk.within)
        wait_for(
            f"the track {track} of case {case_id}",
            lambda: track in self._tracks(case_id),
            within=self._desk.within,
        )
        return track

    def _tracks(self, case_id: str) -> list[str]:
        process: dict[str, Any] = self._desk.get(self._officer, "workflow", f"/v1/cases/{case_id}/process")
        return [track["id"] for track in process["tracks"]]
