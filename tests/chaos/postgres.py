"""A PostgreSQL to be ill-treated: the cluster of scripts/with-postgres, whose
processes are killed, stopped and started here."""

import atexit
import os
import signal
import subprocess
from pathlib import Path

import pgwire
from waiting import until


def is_alive(pid):
    """Whether it runs; what ended and was not waited for does not."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return stat.rsplit(")", 1)[1].split()[0] not in ("Z", "X")


def children_of(pid):
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            stat = (entry / "stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(stat[1]) == pid and stat[0] not in ("Z", "X"):
            found.append(int(entry.name))
    return found


class Postgres:
    def __init__(self, data, port):
        self.data = Path(data)
        self.port = int(port)
        # Beside the program that runs: the one that made the cluster.
        self.program = Path(f"/proc/{self.pid}/exe").resolve().parent / "pg_ctl"
        # Nobody could end what is stopped.
        atexit.register(self.go_on)
        # The server that is tried is no superuser: limits bind it.
        self.admin("create role chat login")

    def admin(self, sql, database="postgres"):
        with pgwire.Connection(self.port, "app", database) as c:
            return c.query(sql)

    def connect(self, database, user="app"):
        return pgwire.Connection(self.port, user, database)

    @property
    def pid(self):
        """Of the postmaster, as it wrote it itself."""
        return int((self.data / "postmaster.pid").read_text().split()[0])

    def is_running(self):
        try:
            return is_alive(self.pid)
        except (OSError, ValueError, IndexError):
            return False

    def processes(self):
        return [self.pid, *children_of(self.pid)]

    def kill(self):
        """All of it at once, as when the machine fails."""
        pids = self.processes()
        self.signal_all(pids, signal.SIGKILL)
        until("PostgreSQL did not end",
              lambda: not any(is_alive(p) for p in pids))

    def hang(self):
        self.signal_all(self.processes(), signal.SIGSTOP)

    def go_on(self):
        if self.is_running():
            self.signal_all(self.processes(), signal.SIGCONT)

    @staticmethod
    def signal_all(pids, number):
        for pid in pids:
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                pass

    def start(self):
        """Starts it with the options that it had; stops it before if it runs.
        What still ends may hold the shared memory: then it is tried again."""
        until("PostgreSQL does not start",
              lambda: self.control("restart", "-m", "fast") == 0)

    def control(self, *words):
        """pg_ctl, as the user whose cluster it is; gives its exit code."""
        owner = self.data.stat()
        become = {} if owner.st_uid == os.getuid() else {
            "user": owner.st_uid, "group": owner.st_gid, "extra_groups": []}
        return subprocess.run(
            [self.program, "-D", self.data, "-l", self.data.parent / "log",
             "-w", "-t", "60", *words],
            cwd=self.data.parent, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            **become).returncode
