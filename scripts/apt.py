"""Installs a program from the distribution's packages, where that can be done without asking anyone."""

from __future__ import annotations

import os
import shutil
import subprocess

from steps import run, step

SCRIPT = """
set -eu
export DEBIAN_FRONTEND=noninteractive
# One source of many that is away need not matter: whether the package can be had shows below.
apt-get update -q || true
apt-get install -q -y --no-install-recommends -o DPkg::Lock::Timeout=120 "$1"
"""


def install(package: str) -> bool:
    """False where there is no apt or no right to use it; a failed installation is an error."""
    root = as_root()
    if shutil.which("apt-get") is None or root is None:
        return False
    with step(f"Installing {package} with apt"):
        run([*root, "sh", "-c", SCRIPT, "sh", package])
    return True


def as_root() -> list[str] | None:
    """What to put before a command so that it runs as root without asking anyone."""
    if os.geteuid() == 0:
        return []
    sudo = ["sudo", "-n"]
    if (
        shutil.which("sudo")
        and subprocess.run([*sudo, "true"], capture_output=True, check=False).returncode == 0
    ):
        return sudo
    return None
