"""Database servers of our own, in a temporary folder on a free port, which a test may kill.

As root they run as `postgres` and `mysql`, because these servers refuse to run as root.
"""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _found(*patterns: str) -> str | None:
    for pattern in patterns:
        hits = sorted(Path("/").glob(pattern))
        if hits:
            return str(hits[-1])
    return None


PROGRAMS = {
    "postgresql": _found("usr/lib/postgresql/*/bin/postgres", "usr/bin/postgres"),
    "mariadb": shutil.which("mariadbd") or _found("usr/sbin/mariadbd", "usr/libexec/mariadbd"),
}


class Server:
    """One server. `url` is the address of an empty database in it."""

    def __init__(self, kind: str) -> None:
        self.kind, self.port = kind, free_port()
        self.folder = Path(
            tempfile.mkdtemp(prefix=f"ledgerhouse-{kind}-")
        )  # pytest shuts its folders against other users
        self.user = {"postgresql": "postgres", "mariadb": "mysql"}[kind] if os.getuid() == 0 else None
        self.process: subprocess.Popen[bytes] | None = None
        if self.user:
            shutil.chown(self.folder, self.user)
        self._make()
        self.start()
        self._create()

    @property
    def url(self) -> str:
        """The address for LEDGERHOUSE_DATABASE."""
        return self.url_at(self.port)

    def url_at(self, port: int) -> str:
        """The same through another port."""
        who = {"postgresql": "postgres", "mariadb": "root"}[self.kind]
        return f"{self.kind}://{who}@127.0.0.1:{port}/house"

    def start(self) -> None:
        """Start, and wait until it answers; a killed one first recovers."""
        data, log = self.folder / "data", (self.folder / "log").open("ab")
        if self.kind == "postgresql":
            options = ["-D", data, "-p", self.port, "-k", self.folder, "-c", "listen_addresses=127.0.0.1"]
            options += ["-c", "fsync=off", "-c", "shared_buffers=32MB", "-c", "max_connections=30"]
        else:
            options = ["--no-defaults", f"--datadir={data}", f"--port={self.port}", "--bind-address=127.0.0.1"]
            options += [f"--socket={self.folder / 'socket'}", "--innodb-buffer-pool-size=64M", "--skip-log-bin"]
            options += ["--innodb-flush-log-at-trx-commit=2"]  # the machine lives on
        command = [str(PROGRAMS[self.kind]), *map(str, options)]
        began = time.monotonic()
        while time.monotonic() - began < 90:
            if (
                self.process is None or self.process.poll() is not None
            ):  # PostgreSQL refuses while orphans of the killed one live
                self.process = subprocess.Popen(
                    command, user=self.user, stdout=log, stderr=log, start_new_session=True, cwd=self.folder
                )
            if self._answers():
                return
            time.sleep(0.1)
        raise AssertionError((self.folder / "log").read_text(encoding="utf-8")[-3000:])

    def kill(self) -> None:
        """SIGKILL to the server and everything it has started."""
        assert self.process is not None
        for pid in (self.process.pid, *_children(self.process.pid)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """The end."""
        if self.process is not None and self.process.poll() is None:
            self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _make(self) -> None:
        data = str(self.folder / "data")
        if self.kind == "postgresql":
            initdb = str(Path(str(PROGRAMS[self.kind])).with_name("initdb"))
            words = [initdb, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "-D", data]
        else:
            words = ["mariadb-install-db", "--no-defaults", f"--datadir={data}", "--skip-test-db"]
            words += ["--auth-root-authentication-method=normal"]
        subprocess.run(
            words, check=True, user=self.user, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT, cwd=self.folder
        )

    def _connect(self):
        if self.kind == "postgresql":
            import psycopg

            return psycopg.connect(f"host=127.0.0.1 port={self.port} user=postgres dbname=postgres", autocommit=True)
        import pymysql

        return pymysql.connect(host="127.0.0.1", port=self.port, user="root", autocommit=True)

    def _answers(self) -> bool:
        with contextlib.suppress(Exception):
            self._connect().close()
            return True
        return False

    def _create(self) -> None:
        tail = "" if self.kind == "postgresql" else " character set utf8mb4 collate utf8mb4_bin"
        with self._connect() as admin:
            admin.cursor().execute(f"create database house{tail}")


def _children(parent: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            words = stat.read_text(encoding="utf-8").rpartition(")")[2].split()
            if int(words[1]) == parent:
                found.append(int(stat.parent.name))
    return found
