"""Rendered objects as the tests ask about them: by kind and name, and their pods with all containers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Manifest = Mapping[str, Any]
SERVICES = ("cases", "workflow", "notify")
NAME = "app.kubernetes.io/name"
COMPONENT = "app.kubernetes.io/component"
SCRATCH = "/tmp"  # noqa: S108 - a path inside the container, which nobody else shares
OURS = {"app.kubernetes.io/part-of": "gakkumdu"}


@dataclass(frozen=True)
class Pod:
    """The template of a Deployment or Job."""

    owner: Manifest
    labels: Mapping[str, str]
    spec: Manifest

    @property
    def name(self) -> str:
        return str(self.owner["metadata"]["name"])

    @property
    def service(self) -> str:
        return self.labels[NAME]

    @property
    def component(self) -> str:
        return self.labels[COMPONENT]

    @property
    def containers(self) -> list[Manifest]:
        """Those that prepare and those that stay."""
        return [*self.spec.get("initContainers", []), *self.spec["containers"]]

    @property
    def main(self) -> Manifest:
        """The container that runs our image."""
        (found,) = (one for one in self.spec["containers"] if one["name"] == "main")
        return dict(found)


class Manifests:
    """All objects of one rendering."""

    def __init__(self, objects: Sequence[Manifest]) -> None:
        self.objects = objects

    def of(self, *kinds: str) -> list[Manifest]:
        return [one for one in self.objects if one["kind"] in kinds]

    def named(self, kind: str, name: str) -> Manifest:
        (found,) = (one for one in self.of(kind) if one["metadata"]["name"] == name)
        return found

    def names(self, kind: str) -> set[str]:
        return {one["metadata"]["name"] for one in self.of(kind)}

    @property
    def pods(self) -> list[Pod]:
        owners = self.of("Deployment", "Job")
        templates = [(owner, owner["spec"]["template"]) for owner in owners]
        return [Pod(owner, template["metadata"]["labels"], template["spec"]) for owner, template in templates]

    @property
    def processes(self) -> list[Pod]:
        """The pods that stay up."""
        return [pod for pod in self.pods if pod.owner["kind"] == "Deployment"]

    def of_service(self, service: str) -> list[Pod]:
        return [pod for pod in self.pods if pod.service == service]

    def environment(self, pod: Pod, *, secrets: Mapping[str, str]) -> dict[str, str]:
        """What the process in the pod finds; `secrets` maps the keys of Secrets to values."""
        found: dict[str, str] = {}
        for source in pod.main.get("envFrom", []):
            found |= self.named("ConfigMap", source["configMapRef"]["name"])["data"]
        for variable in pod.main.get("env", []):
            found[variable["name"]] = self._value(variable, secrets)
        return found

    def _value(self, variable: Manifest, secrets: Mapping[str, str]) -> str:
        if "value" in variable:
            return str(variable["value"])
        source = variable["valueFrom"]
        if "secretKeyRef" in source:
            return secrets[source["secretKeyRef"]["key"]]
        reference = source["configMapKeyRef"]
        return str(self.named("ConfigMap", reference["name"])["data"][reference["key"]])


def selects(selector: Manifest, labels: Mapping[str, str]) -> bool:
    """Whether a label selector picks an object with these labels."""
    wanted = selector.get("matchLabels", {})
    if any(labels.get(key) != value for key, value in wanted.items()):
        return False
    return all(_meets(rule, labels) for rule in selector.get("matchExpressions", []))


def _meets(rule: Manifest, labels: Mapping[str, str]) -> bool:
    assert rule["operator"] == "In", "the manifests need no other operator"
    return labels.get(rule["key"]) in rule["values"]


def strings(value: Any) -> Iterator[str]:
    """Every text in an object, keys too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from strings(key)
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)
