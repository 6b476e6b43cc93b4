"""The rendered manifests, built once a run."""

from __future__ import annotations

import pytest

from tests.deploy.kustomize import ROOT, render
from tests.deploy.manifests import Manifests


@pytest.fixture(scope="session")
def base() -> Manifests:
    """The services alone, as any overlay finds them."""
    return Manifests(render(ROOT / "deploy/k8s/base"))


@pytest.fixture(scope="session")
def production() -> Manifests:
    """The production overlay with PostgreSQL and RabbitMQ."""
    return Manifests(render(ROOT / "deploy/k8s/overlays/production"))
