"""Live instances kept warm between steps: a bounded cache that never trusts itself.

An instance is taken out while a step runs and given back with the head of the journal it stands at. A head
that is not the stored one means another process went on, or a commit failed: then it is dropped and
the journal is folded anew.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from uuid import UUID

from workflow.engine import Definition, Instance, fold, genesis, restore
from workflow.storage.journal import JournalStore

DEFAULT_SIZE = 256


class LiveInstances:
    """The warm instances of one process; shared by its threads, though no instance is ever in two of them."""

    def __init__(self, size: int = DEFAULT_SIZE) -> None:
        self._size = size
        self._kept: OrderedDict[UUID, tuple[bytes, Instance]] = OrderedDict()
        self._lock = Lock()

    def take(self, case_id: UUID, *, head: bytes, definition: Definition, journal: JournalStore) -> Instance:
        """The instance as it stands after the entry with hash `head`; the caller holds the case's row lock."""
        with self._lock:
            known = self._kept.pop(case_id, None)
        if known is not None and known[0] == head:
            return known[1]
        snapshot, deltas = journal.newest_state(case_id)
        return restore(fold(snapshot or genesis(definition, case_id), deltas), definition)

    def give(self, case_id: UUID, *, head: bytes, instance: Instance) -> None:
        """Keep it for the next step; the longest unused one goes."""
        with self._lock:
            self._kept[case_id] = (head, instance)
            self._kept.move_to_end(case_id)
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)
