"""Installs everything the project needs from the package registry, by hash, into `.venv`.

Run with any Python 3.11 or newer. `make setup` calls it only when a file that it reads has changed.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import venv

from steps import ROOT, Command, StepFailedError, main, run, step

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
UV_HOME = ROOT / ".setup" / "uv"
UV = UV_HOME / "bin" / "uv"
UV_LOCK = ROOT / "deploy" / "requirements-build.txt"
LOCK = ROOT / "requirements.txt"
INSTALLED = VENV / ".installed"
NO_VENV = (
    "Python's own `venv` does not work here. On Debian and Ubuntu it is a package of its own: "
    f"sudo apt-get install python{sys.version_info.major}.{sys.version_info.minor}-venv"
)
NOT_REACHED = (
    "The packages could not be installed. Where the package registry is a mirror, pip reads it from its "
    f"configuration and uv from UV_DEFAULT_INDEX. The whole log is {ROOT / '.setup' / 'setup.log'}."
)


def set_up() -> None:
    """Three steps; each is left out where its work is done already."""
    if not _uv_is_locked_version():
        with step("Installing the installer (uv)"):
            _install_uv()
    with step("Installing the locked packages"):
        _install_packages()
    with step("Installing the gakkumdu command"):
        _install_ourselves()
    INSTALLED.touch()


def _uv_is_locked_version() -> bool:
    kept = UV_HOME / UV_LOCK.name
    return UV.exists() and kept.exists() and kept.read_bytes() == UV_LOCK.read_bytes()


def _install_uv() -> None:
    shutil.rmtree(UV_HOME, ignore_errors=True)
    try:
        venv.create(UV_HOME, with_pip=True, symlinks=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise StepFailedError(f"{error}\n{NO_VENV}") from error
    pip: Command = [UV_HOME / "bin" / "python", "-m", "pip", "--disable-pip-version-check"]
    run([*pip, "install", "--quiet", "--require-hashes", "-r", UV_LOCK], advice=NOT_REACHED)
    shutil.copy(UV_LOCK, UV_HOME)


def _install_packages() -> None:
    if not _venv_works():
        shutil.rmtree(VENV, ignore_errors=True)
        run([UV, "venv", "--quiet", "--no-python-downloads", "--python", sys.executable, VENV])
    run(
        [UV, "pip", "sync", "--quiet", "--require-hashes", "--compile-bytecode", "--python", PYTHON, LOCK],
        advice=NOT_REACHED,
    )


def _venv_works() -> bool:
    """A virtual environment breaks when the Python it was made from is removed."""
    return PYTHON.exists()


def _install_ourselves() -> None:
    here: Command = ["--no-deps", "--no-build-isolation", "--editable", ROOT]
    run([UV, "pip", "install", "--quiet", "--python", PYTHON, *here])


if __name__ == "__main__":
    main(set_up)
