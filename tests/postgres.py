"""A PostgreSQL of the test run's own: real binaries, a throw-away cluster, an unprivileged user when started by root."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

UNPRIVILEGED = "postgres"  # Debian's package makes this user; initdb refuses to run as root


def _binaries() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).parent
    raise RuntimeError("PostgreSQL's server is missing: apt-get install postgresql")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Cluster:
    """A running server; `url(name)` is a SQLAlchemy URL of one of its databases."""

    folder: Path
    port: int
    binaries: Path

    @classmethod
    def start(cls) -> Cluster:
        folder = Path(tempfile.mkdtemp(prefix="sakpore-pg-"))
        folder.chmod(0o755)
        if os.getuid() == 0:
            shutil.chown(folder, UNPRIVILEGED)
        cluster = cls(folder, _free_port(), _binaries())
        data = str(folder / "data")
        cluster._run("initdb", "-D", data, "-U", "sakpore", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        options = f"-p {cluster.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off -c max_connections=200"
        cluster._run("pg_ctl", "-D", data, "-l", str(folder / "log"), "-w", "-o", options, "start")
        return cluster

    def stop(self) -> None:
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "stop", check=False)
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://sakpore@127.0.0.1:{self.port}/{database}"

    def _run(self, program: str, *arguments: str, check: bool = True) -> None:
        prefix = ["runuser", "-u", UNPRIVILEGED, "--"] if os.getuid() == 0 else []
        done = subprocess.run(
            [*prefix, str(self.binaries / program), *arguments], cwd="/", capture_output=True, text=True, check=False
        )
        if check and done.returncode:
            raise RuntimeError(f"{program} failed: {done.stdout}{done.stderr}")
