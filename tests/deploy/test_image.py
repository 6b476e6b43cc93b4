"""The image: small, pinned by hash, not root, and holding what the services import."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.deploy.kustomize import ROOT
from tests.deploy.manifests import SERVICES, Manifests

INSTRUCTION = re.compile(r"^(?P<name>[A-Z]+) (?P<rest>.+)$", re.MULTILINE)
OURS = {"chassis", *SERVICES}


@pytest.fixture(scope="module")
def instructions() -> list[tuple[str, str]]:
    text = (ROOT / "deploy/Containerfile").read_text(encoding="utf-8").replace("\\\n", "")
    return [(one["name"], one["rest"]) for one in INSTRUCTION.finditer(text)]


def test_it_runs_as_a_number_that_is_not_root(
    instructions: list[tuple[str, str]], production: Manifests
) -> None:
    (user,) = (rest for name, rest in instructions if name == "USER")
    context = production.pods[0].spec["securityContext"]
    assert user == f"{context['runAsUser']}:{context['runAsGroup']}"
    assert instructions[-1] == ("ENTRYPOINT", '["python", "-m"]')


def test_its_base_is_a_fixed_tag_without_a_registry(instructions: list[tuple[str, str]]) -> None:
    (base,) = (rest for name, rest in instructions if name == "ARG")
    assert base == "PYTHON_IMAGE=python:3.11-slim-bookworm"
    starts = [rest for name, rest in instructions if name == "FROM"]
    assert starts == ["${PYTHON_IMAGE} AS build", "${PYTHON_IMAGE}"]


def test_every_package_it_installs_is_held_to_a_hash(instructions: list[tuple[str, str]]) -> None:
    installs = [
        part for name, rest in instructions if name == "RUN" for part in rest.split("&&") if "install" in part
    ]
    assert len(installs) == 2
    assert all("--require-hashes" in command for command in installs)


@pytest.mark.parametrize("file", ["requirements-runtime.txt", "deploy/requirements-build.txt"])
def test_every_locked_package_has_a_hash_and_no_registry(file: str) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")
    packages = re.findall(r"^[a-z0-9][^\n]*(?:\n    [^\n]*)*", text, re.MULTILINE)
    assert packages
    assert all("==" in package and "--hash=sha256:" in package for package in packages)
    assert "://" not in text


def test_what_is_copied_passes_the_ignore_file(instructions: list[tuple[str, str]]) -> None:
    copied = [rest for name, rest in instructions if name == "COPY" and not rest.startswith("--from")]
    sources = {source for rest in copied for source in rest.split()[:-1]}
    ignore = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert {line[1:] for line in ignore if line.startswith("!")} == {*sources, "deploy"}
    assert all((ROOT / source).exists() for source in sources)


def test_it_holds_every_package_that_the_services_import() -> None:
    text = (ROOT / "requirements-runtime.txt").read_text(encoding="utf-8")
    locked = {_normal(name) for name in re.findall(r"^([a-z0-9][a-z0-9._-]*)==", text, re.MULTILINE)}
    carriers = packages_distributions()
    for path, module in _imports():
        if module not in OURS and module not in sys.stdlib_module_names:
            held = {_normal(name) for name in carriers.get(module, [])} & locked
            assert held, f"{path} imports {module}, which the image does not hold"


def _imports() -> Iterator[tuple[Path, str]]:
    for package in sorted(OURS):
        for path in sorted((ROOT / "services" / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    yield from ((path, alias.name.split(".")[0]) for alias in node.names)
                elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                    yield path, node.module.split(".")[0]


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
