"""The facts of a case that count, by whose they are: the case's own, and those of each track."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from workflow.domain.fact_order import refuse_impossible
from workflow.domain.facts import Fact, FactKind, FactTime

Times = Mapping[FactKind, FactTime]


@dataclass(frozen=True)
class KnownFacts:
    """The valid time of each fact that was entered, `unknown` ones included."""

    of_case: Times = field(default_factory=dict)
    of_tracks: Mapping[UUID, Times] = field(default_factory=dict)

    def seen_from(self, track: UUID | None) -> Times:
        """What is true for the case or for one track of it: the track's own facts go before the case's."""
        return {**self.of_case, **self.of_tracks.get(track, {})} if track else self.of_case

    def with_facts(self, facts: Iterable[Fact], *, track: UUID | None) -> KnownFacts:
        """These facts on top, each in the place of an older one of its kind."""
        fresh = {fact.kind: fact.time for fact in facts}
        if track is None:
            return KnownFacts({**self.of_case, **fresh}, self.of_tracks)
        return KnownFacts(self.of_case, {**self.of_tracks, track: {**self.of_tracks.get(track, {}), **fresh}})

    def refuse_impossible(self, *, now: datetime) -> None:
        """Refuses what cannot all be true, of the case or of any suspect."""
        for track in (None, *self.of_tracks):
            refuse_impossible(self.seen_from(track), now=now)
