"""A PostgreSQL of its own, with a database that rounds begin from."""

import os
import subprocess
from pathlib import Path

import people as folk
from postgres import Postgres
from server import ROOT, Server

SETTINGS = ("-c max_connections=40 -c shared_buffers=64MB"
            " -c max_wal_size=256MB -c superuser_reserved_connections=5")
BASE = "chaos_base"


class Cluster:
    """scripts/with-postgres in a folder; ends with `stop`, and with this process
    in any case: it lives as long as its standard input is open."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.process = subprocess.Popen(
            [ROOT / "scripts/with-postgres", "sh", "-c",
             'echo "$PGDATA $PGPORT"; exec cat'], text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            env={**os.environ, "TMPDIR": str(folder),
                 "WITH_POSTGRES_SETTINGS": SETTINGS})
        started = self.process.stdout.readline().split()
        if not started:
            raise RuntimeError("no PostgreSQL was started")
        self.postgres = Postgres(*started)
        self.people = self._make_base()

    def _make_base(self):
        """Migrated and with people: a copy of it is quicker than all that."""
        self.postgres.admin(f"create database {BASE} owner chat")
        server = Server(self.folder / "base.log",
                        {"DATABASE_URL": f"postgresql://chat@127.0.0.1:"
                         f"{self.postgres.port}/{BASE}"
                         "?connect_timeout=30"})
        try:
            server.migrate()
            server.start()
            return folk.provision(server, 3)
        finally:
            if server.is_running():
                server.terminate()

    def create_database(self, name):
        self.postgres.admin(
            f"create database {name} template {BASE} owner chat")

    def drop_database(self, name):
        if self.postgres.is_running():
            self.postgres.admin(f"drop database if exists {name} with (force)")

    def stop(self):
        self.postgres.go_on()
        self.process.stdin.close()
        self.process.wait(60)
