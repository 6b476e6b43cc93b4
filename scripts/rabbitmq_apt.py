"""Installs RabbitMQ from the distribution's packages, without leaving its service running."""

from __future__ import annotations

import shutil

import apt
from steps import run, step

PACKAGE = "rabbitmq-server"
# Debian's way to forbid that a package starts its service while it is installed. A policy that the machine
# has already is left alone.
SCRIPT = f"""
set -eu
export DEBIAN_FRONTEND=noninteractive
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\\nexit 101\\n' > "$policy"
    chmod +x "$policy"
    trap 'rm -f "$policy"' EXIT
fi
# One source of many that is away need not matter: whether the package can be had shows below.
apt-get update -q || true
# To apt, a package whose programs were taken away is still there.
apt-get install -q -y --reinstall --no-install-recommends -o DPkg::Lock::Timeout=120 {PACKAGE}
if command -v systemctl >/dev/null 2>&1; then
    systemctl disable {PACKAGE} >/dev/null 2>&1 || true
fi
"""


def install() -> bool:
    """False where there is no apt or no right to use it; a failed installation is an error."""
    if shutil.which("apt-get") is None:
        return False
    root = apt.as_root()
    if root is None:
        return False
    with step("Installing RabbitMQ with apt (its service stays off)"):
        run([*root, "sh", "-c", SCRIPT])
    return True
