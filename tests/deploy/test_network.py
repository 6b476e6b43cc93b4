"""Who may speak to whom: nobody, but for what a policy names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.deploy.manifests import OURS, SERVICES, Manifests, Pod, selects

Rule = Mapping[str, Any]


def test_what_no_policy_names_is_denied(base: Manifests) -> None:
    deny = base.named("NetworkPolicy", "deny-all")["spec"]
    assert deny == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}


def test_each_process_leaves_by_the_ports_it_needs(base: Manifests) -> None:
    names, database, broker, mail = {53}, {5432}, {5671, 5672}, {465, 587}
    for pod in base.pods:
        expected = names | database
        if pod.component != "migrate":
            expected |= broker
        if pod.component == "web":
            expected |= {443}
        if (pod.service, pod.component) == ("notify", "consumer"):
            expected |= mail
        assert _ports_out(base, pod) == expected, pod.name


def test_only_the_web_processes_are_reached_and_from_labelled_namespaces_only(base: Manifests) -> None:
    for pod in base.pods:
        rules = _rules(base, pod, "ingress")
        assert bool(rules) == (pod.component == "web"), pod.name
        for rule in rules:
            assert rule["from"] == [{"namespaceSelector": {"matchLabels": {"gakkumdu/reaches-web": "true"}}}]
            assert [port["port"] for port in rule["ports"]] == ["http"]


def test_no_service_reaches_another(production: Manifests) -> None:
    ours = [pod.labels for pod in production.pods]
    for pod in production.pods:
        for rule in _rules(production, pod, "egress"):
            selectors = [to["podSelector"] for to in rule["to"] if "podSelector" in to]
            assert not [labels for labels in ours for one in selectors if selects(one, labels)]


def test_no_address_list_holds_the_metadata_service_of_a_cloud(production: Manifests) -> None:
    for policy in production.of("NetworkPolicy"):
        blocks = [
            to["ipBlock"]
            for rule in policy["spec"].get("egress", [])
            for to in rule.get("to", [])
            if "ipBlock" in to
        ]
        assert all("169.254.0.0/16" in block["except"] for block in blocks)


def test_in_production_the_database_and_the_broker_are_the_pods_of_the_components(
    production: Manifests,
) -> None:
    where = {
        "use-database": {"cnpg.io/cluster": "postgresql"},
        "use-broker": {"app.kubernetes.io/component": "rabbitmq", "app.kubernetes.io/name": "rabbitmq"},
    }
    for name, labels in where.items():
        (rule,) = production.named("NetworkPolicy", name)["spec"]["egress"]
        assert rule["to"] == [{"podSelector": {"matchLabels": labels}}]


def test_the_database_and_the_broker_let_in_our_processes(production: Manifests) -> None:
    for name, port in (("postgresql", 5432), ("rabbitmq", 5672)):
        rules = production.named("NetworkPolicy", name)["spec"]["ingress"]
        ours = [rule for rule in rules if {"podSelector": {"matchLabels": OURS}} in rule["from"]]
        assert port in {one["port"] for rule in ours for one in rule["ports"]}


def test_the_namespace_enforces_the_strictest_pod_standard(production: Manifests) -> None:
    labels = production.named("Namespace", "gakkumdu")["metadata"]["labels"]
    assert {labels[f"pod-security.kubernetes.io/{mode}"] for mode in ("enforce", "warn", "audit")} == {
        "restricted"
    }
    assert production.names("Service") == set(SERVICES)


def _rules(manifests: Manifests, pod: Pod, direction: str) -> list[Rule]:
    """The rules of one direction that apply to the pod."""
    policies = [one["spec"] for one in manifests.of("NetworkPolicy")]
    applying = [spec for spec in policies if selects(spec["podSelector"], pod.labels)]
    return [rule for spec in applying for rule in spec.get(direction, [])]


def _ports_out(manifests: Manifests, pod: Pod) -> set[int]:
    return {port["port"] for rule in _rules(manifests, pod, "egress") for port in rule["ports"]}
