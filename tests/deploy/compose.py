"""The compose file, and what each of its processes finds in its environment."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from tests.deploy.kustomize import ROOT

FILE = ROOT / "deploy" / "compose.yaml"


def compose() -> dict[str, Any]:
    """The file with its anchors resolved."""
    loaded: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return loaded


def example(name: str) -> dict[str, str]:
    """The variables of the example that stands beside an environment file."""
    lines = (FILE.parent / f"{name}.example").read_text(encoding="utf-8").splitlines()
    pairs = [line.partition("=") for line in lines if line and not line.startswith("#")]
    assert all(equals for _, equals, _ in pairs), f"{name}.example has a line without `=`"
    return {variable: value for variable, _, value in pairs}


def environment(service: Mapping[str, Any]) -> dict[str, str]:
    """As the engine merges it: the files in their order, then what the compose file says itself."""
    merged: dict[str, str] = {}
    for file in service.get("env_file", []):
        merged |= example(file)
    return {**merged, **service.get("environment", {})}


def example_files() -> set[Path]:
    return {
        path.relative_to(FILE.parent).with_suffix("") for path in FILE.parent.glob("environment/*.example")
    }
