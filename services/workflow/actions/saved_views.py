"""Keep questions to the inbox; each officer his own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from uuid6 import uuid7

from chassis.errors import NotFoundError, WrongStateError
from chassis.preconditions import Precondition
from workflow.domain.officer import Officer
from workflow.domain.saved_view import MOST_VIEWS, SavedView
from workflow.storage.unit import WorkflowUnit


def save_view(unit: WorkflowUnit, name: str, query: Mapping[str, Any], *, officer: Officer) -> SavedView:
    """A new one; two may have one name."""
    if unit.saved_views.count(officer.id) >= MOST_VIEWS:
        raise WrongStateError(
            f"You have {MOST_VIEWS} saved views. Delete one that you no longer use, then save this one.",
            id=f"Anda sudah punya {MOST_VIEWS} tampilan tersimpan. Hapus yang tidak dipakai, lalu simpan yang ini.",
            rule="most-views",
        )
    view = SavedView(UUID(str(uuid7())), officer.id, name, query, version=1, saved_at=unit.now)
    unit.saved_views.add(view)
    return view


def own_view(unit: WorkflowUnit, view_id: UUID, *, officer: Officer) -> SavedView:
    """NotFoundError also for somebody else's."""
    return _found(unit.saved_views.of_owner(view_id, officer.id))


def change_view(
    unit: WorkflowUnit,
    view_id: UUID,
    name: str,
    query: Mapping[str, Any],
    *,
    officer: Officer,
    expected: Precondition,
) -> SavedView:
    """Another name, another question, or both."""
    view = _for_change(unit, view_id, officer, expected)
    view.change(name, query, now=unit.now)
    unit.saved_views.save(view)
    return view


def delete_view(unit: WorkflowUnit, view_id: UUID, *, officer: Officer, expected: Precondition) -> None:
    """For good; nothing else refers to it."""
    unit.saved_views.remove(_for_change(unit, view_id, officer, expected))


def _for_change(unit: WorkflowUnit, view_id: UUID, officer: Officer, expected: Precondition) -> SavedView:
    view = _found(unit.saved_views.of_owner(view_id, officer.id, lock=True))
    expected.check(view.version)
    return view


def _found(view: SavedView | None) -> SavedView:
    if view is None:
        raise NotFoundError(
            "You have no saved view with this id. Your views are listed at /v1/views.",
            id="Anda tidak punya tampilan tersimpan dengan id ini. Daftar tampilan Anda ada di /v1/views.",
            field="view",
        )
    return view
