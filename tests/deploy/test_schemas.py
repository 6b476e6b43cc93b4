"""Every rendered object is what the Kubernetes API accepts, down to the last field."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any, cast

import kubernetes_validate
import pytest

from tests.deploy.manifests import Manifests

# The oldest release that still gets fixes and has every feature used here as stable, and the newest known.
KUBERNETES = ("1.34.0", "1.37.0")
# Served by operators: their schemas are not Kubernetes' own. `test_datastores.py` looks at these.
OPERATED = {
    ("postgresql.cnpg.io/v1", "Cluster"),
    ("postgresql.cnpg.io/v1", "Database"),
    ("postgresql.cnpg.io/v1", "ScheduledBackup"),
    ("rabbitmq.com/v1beta1", "RabbitmqCluster"),
}


@pytest.mark.parametrize("version", KUBERNETES)
def test_every_object_is_valid_with_no_unknown_field(production: Manifests, version: str) -> None:
    for manifest in production.objects:
        if (manifest["apiVersion"], manifest["kind"]) not in OPERATED:
            kubernetes_validate.validate(manifest, version, strict=True)


def test_the_base_is_valid_without_any_overlay(base: Manifests) -> None:
    for manifest in base.objects:
        kubernetes_validate.validate(manifest, KUBERNETES[-1], strict=True)


def test_operated_kinds_come_from_the_components_alone(base: Manifests, production: Manifests) -> None:
    def kinds(manifests: Manifests) -> set[tuple[str, str]]:
        return {(one["apiVersion"], one["kind"]) for one in manifests.objects} & OPERATED

    assert kinds(base) == set()
    assert kinds(production) == OPERATED


def test_a_misspelt_field_would_be_refused(production: Manifests) -> None:
    manifest = deepcopy(cast(dict[str, Any], production.named("Deployment", "cases-web")))
    container = manifest["spec"]["template"]["spec"]["containers"][0]
    container["readinesProbe"] = container.pop("readinessProbe")
    with pytest.raises(kubernetes_validate.ValidationError, match="readinesProbe"):
        kubernetes_validate.validate(manifest, KUBERNETES[-1], strict=True)


def test_two_objects_never_share_a_name(production: Manifests) -> None:
    def identity(manifest: Mapping[str, Any]) -> tuple[str, str, str]:
        return manifest["apiVersion"], manifest["kind"], manifest["metadata"]["name"]

    identities = [identity(one) for one in production.objects]
    assert len(identities) == len(set(identities))


def test_everything_of_ours_lives_in_one_namespace(production: Manifests) -> None:
    namespaced = [one for one in production.objects if one["kind"] != "Namespace"]
    assert {one["metadata"].get("namespace") for one in namespaced} == {"gakkumdu"}
