"""The contracts of this folder were observed on one version; another one has to pass them first."""

from __future__ import annotations

from importlib.metadata import version


def test_the_contracts_are_pinned_to_spiffworkflow_3_2_0() -> None:
    assert version("spiffworkflow") == "3.2.0"
