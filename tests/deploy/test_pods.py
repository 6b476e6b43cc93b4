"""What every pod promises the cluster: no root, nothing to write on, bounded, watched, and replaceable."""

from __future__ import annotations

import re

import pytest

from tests.deploy.manifests import OURS, SCRATCH, SERVICES, Manifests, Pod

EXPECTED = {
    *(
        f"{service}-{process}"
        for service in SERVICES
        for process in ("web", "worker-relay", "worker-consumer")
    ),
    "workflow-timers",
    *(f"{service}-migrate" for service in SERVICES),
}
PINNED = re.compile(r"(?P<name>[a-z0-9./-]+):(?P<tag>[A-Za-z0-9._-]+)")


def test_every_process_has_its_pod(production: Manifests) -> None:
    assert {pod.name for pod in production.pods} == EXPECTED


def test_the_argument_names_the_process_that_the_pod_is_named_for(production: Manifests) -> None:
    for pod in production.pods:
        module, *options = pod.main["args"]
        alone = pod.component in {"relay", "consumer", "timers"}
        assert module == f"{pod.service}.{'worker' if alone else pod.component}"
        assert options == (["--only", pod.component] if alone else [])
        assert "command" not in pod.main


def test_no_container_runs_as_root_or_may_become_more(production: Manifests) -> None:
    for pod in production.pods:
        context = pod.spec["securityContext"]
        assert context["runAsNonRoot"] is True
        assert context["runAsUser"] > 0
        assert context["runAsGroup"] > 0
        assert context["seccompProfile"] == {"type": "RuntimeDefault"}
        for container in pod.containers:
            assert container["securityContext"] == {
                "allowPrivilegeEscalation": False,
                "capabilities": {"drop": ["ALL"]},
                "privileged": False,
                "readOnlyRootFilesystem": True,
            }


def test_no_pod_reaches_into_its_host(production: Manifests) -> None:
    for pod in production.pods:
        assert not {"hostNetwork", "hostPID", "hostIPC"} & pod.spec.keys()
        for volume in pod.spec["volumes"]:
            assert volume.keys() - {"name"} <= {"emptyDir", "secret", "configMap"}
            assert "sizeLimit" in volume.get("emptyDir", {"sizeLimit": ""})


def test_no_pod_holds_a_token_for_the_kubernetes_api(production: Manifests) -> None:
    accounts = {account["metadata"]["name"]: account for account in production.of("ServiceAccount")}
    assert accounts.keys() == set(SERVICES)
    assert all(account["automountServiceAccountToken"] is False for account in accounts.values())
    for pod in production.pods:
        assert pod.spec["automountServiceAccountToken"] is False
        assert pod.spec["serviceAccountName"] == pod.service


def test_the_only_place_to_write_is_tmp(production: Manifests) -> None:
    for pod in production.pods:
        for container in pod.containers:
            writable = {
                mount["mountPath"] for mount in container["volumeMounts"] if not mount.get("readOnly")
            }
            assert writable <= {SCRATCH}


def test_every_container_states_what_it_needs_and_its_bounds(production: Manifests) -> None:
    for pod in production.pods:
        for container in pod.containers:
            for side in ("requests", "limits"):
                assert container["resources"][side].keys() == {"cpu", "memory", "ephemeral-storage"}


def test_every_image_carries_a_fixed_tag(production: Manifests) -> None:
    for pod in production.pods:
        for container in pod.containers:
            image = PINNED.fullmatch(container["image"])
            assert image, f"{container['image']} has no tag"
            assert image["tag"] != "latest"


def test_web_processes_are_asked_over_http(production: Manifests) -> None:
    for pod in production.processes:
        if pod.component == "web":
            assert _path(pod, "livenessProbe") == _path(pod, "startupProbe") == "/livez"
            assert _path(pod, "readinessProbe") == "/readyz"
            assert "sleep" in pod.main["lifecycle"]["preStop"]


def test_workers_are_asked_by_their_heartbeat(production: Manifests) -> None:
    for pod in production.processes:
        if pod.component != "web":
            assert "ports" not in pod.main
            for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
                assert "$HEARTBEAT_FILE" in pod.main[probe]["exec"]["command"][-1]


@pytest.mark.parametrize("topology", ["kubernetes.io/hostname", "topology.kubernetes.io/zone"])
def test_replicas_stand_apart(production: Manifests, topology: str) -> None:
    for pod in production.processes:
        (spread,) = (one for one in pod.spec["topologySpreadConstraints"] if one["topologyKey"] == topology)
        assert spread["labelSelector"]["matchLabels"] == OURS
        assert set(spread["matchLabelKeys"]) <= pod.labels.keys() | {"pod-template-hash"}


def test_a_release_takes_nothing_away_before_its_successor_is_ready(production: Manifests) -> None:
    for pod in production.processes:
        assert pod.owner["spec"]["strategy"]["rollingUpdate"] == {"maxSurge": 1, "maxUnavailable": 0}


def test_no_process_hangs_on_a_single_replica(production: Manifests) -> None:
    scaled = {
        one["spec"]["scaleTargetRef"]["name"]: one["spec"] for one in production.of("HorizontalPodAutoscaler")
    }
    for pod in production.processes:
        autoscaled = pod.name in scaled
        assert autoscaled == (pod.component == "web")
        # Who sets `replicas` beside an autoscaler resets its work with every release.
        assert autoscaled != ("replicas" in pod.owner["spec"])
        replicas = scaled[pod.name]["minReplicas"] if autoscaled else pod.owner["spec"]["replicas"]
        assert replicas >= 2


def _path(pod: Pod, probe: str) -> str:
    request = pod.main[probe]["httpGet"]
    assert request["port"] in {port["name"] for port in pod.main["ports"]}
    return str(request["path"])
