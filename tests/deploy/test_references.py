"""Names that point at something: it is there, and secrets are named and never written."""

from __future__ import annotations

import re

from tests.deploy.manifests import Manifests, selects, strings

PASSWORD_IN_URL = re.compile(r"[a-z+]+://[^/\s:@]+:[^/\s@]+@")


def test_every_deployment_selects_the_pods_it_makes_and_no_others(production: Manifests) -> None:
    for owner in production.of("Deployment"):
        chosen = [pod.name for pod in production.pods if selects(owner["spec"]["selector"], pod.labels)]
        assert chosen == [owner["metadata"]["name"]]


def test_every_service_selects_the_web_process_of_its_name(production: Manifests) -> None:
    for service in production.of("Service"):
        selector = {"matchLabels": service["spec"]["selector"]}
        (pod,) = (pod for pod in production.pods if selects(selector, pod.labels))
        assert pod.name == f"{service['metadata']['name']}-web"
        named = {port["name"] for port in pod.main["ports"]}
        assert {port["targetPort"] for port in service["spec"]["ports"]} <= named


def test_every_deployment_has_a_budget_for_disruptions(production: Manifests) -> None:
    for pod in production.processes:
        (budget,) = (
            one
            for one in production.of("PodDisruptionBudget")
            if selects(one["spec"]["selector"], pod.labels)
        )
        assert budget["metadata"]["name"] == pod.name
        assert budget["spec"]["maxUnavailable"] == 1


def test_every_autoscaler_has_its_deployment(production: Manifests) -> None:
    targets = {one["spec"]["scaleTargetRef"]["name"] for one in production.of("HorizontalPodAutoscaler")}
    assert targets <= production.names("Deployment")


def test_every_config_map_and_volume_is_there(production: Manifests) -> None:
    for pod in production.pods:
        volumes = {volume["name"] for volume in pod.spec["volumes"]}
        for container in pod.containers:
            assert {mount["name"] for mount in container["volumeMounts"]} <= volumes
        maps = {volume["configMap"]["name"] for volume in pod.spec["volumes"] if "configMap" in volume}
        maps |= {source["configMapRef"]["name"] for source in pod.main["envFrom"]}
        assert maps <= production.names("ConfigMap")


def test_a_changed_setting_restarts_the_processes(production: Manifests) -> None:
    assert all(re.search(r"-[a-z0-9]{10}$", name) for name in production.names("ConfigMap"))


def test_each_process_reads_secrets_of_its_own_service_alone(production: Manifests) -> None:
    for pod in production.pods:
        text = [one for one in strings(dict(pod.spec)) if one.endswith("-secrets")]
        assert set(text) == {f"{pod.service}-secrets"}


def test_only_the_migration_acts_as_the_owner_of_the_tables(production: Manifests) -> None:
    for pod in production.pods:
        (url,) = (one for one in pod.main["env"] if one["name"] == "DATABASE_URL")
        key = "database-owner-url" if pod.component == "migrate" else "database-url"
        assert url["valueFrom"]["secretKeyRef"]["key"] == key


def test_no_secret_is_written_in_the_manifests(production: Manifests) -> None:
    assert production.of("Secret") == []
    for manifest in production.objects:
        assert not [text for text in strings(dict(manifest)) if PASSWORD_IN_URL.search(text)]
