"""What one round stands on: a database of its own, the server, relays on both
sides of it, people, and real clients."""

import json
import random
from pathlib import Path

from clients import Clients, devices
from database_relay import DatabaseRelay
from leaks import Baseline
from relay import Relay
from server import Server
from stored import read_stored
from waiting import PATIENCE, TooLate, until


class World:
    def __init__(self, cluster, folder, name, seed, fault):
        self.cluster, self.postgres = cluster, cluster.postgres
        self.folder = Path(folder)
        self.folder.mkdir(parents=True)
        self.database = name
        self.chance = random.Random(seed)
        self.fault = fault
        self.record_file = self.folder / "record.jsonl"
        # What others than the clients have to add to the record.
        self.added = []
        # What a fault finds by itself, as (name, example).
        self.noticed = []
        self.readers = getattr(fault, "READERS", 0)
        self.to_database, self.front = DatabaseRelay(), Relay()
        self.mute = Relay(narrow=True)
        self.to_database.target = self.postgres.port
        self.server = self.clients = None

    def start(self):
        self.cluster.create_database(self.database)
        url = (f"postgresql://chat@127.0.0.1:{self.to_database.port}/"
               f"{self.database}?sslmode=disable&gssencmode=disable")
        settings = {"DATABASE_URL": url,
                    **getattr(self.fault, "settings", lambda _: {})(self)}
        self.server = Server(self.folder / "server.log", settings)
        self.server.on_listening = self._point_relays
        self.server.start()
        self.server.wait_ready()
        self.devices = devices(self.cluster.people, self.readers)
        with self.connect() as c:
            self.baseline = Baseline(self.server, c)
        self._start_clients()

    def _point_relays(self, port):
        self.front.target = self.mute.target = port

    def _start_clients(self):
        self.clients = Clients(self.record_file)
        for device in self.devices:
            if getattr(self.fault, "MUTE", False) and not device["writes"]:
                device["url"] = f"http://127.0.0.1:{self.mute.port}"
        self.clients.demand(
            "the clients are not there", "start", who=self.devices,
            url=f"http://127.0.0.1:{self.front.port}",
            seed=self.chance.randrange(1 << 31),
            paceMs=getattr(self.fault, "PACE_MS", 8),
            size=getattr(self.fault, "SIZE", 200))
        self.clients.ask("load")

    def connect(self, user="app"):
        """A way to the database that no relay disturbs."""
        return self.postgres.connect(self.database, user)

    def settle(self):
        """All is answered, and all clients have come as far as the database;
        what they lack after the time for it, the check will tell."""
        self.clients.demand("not all was answered", "settle")
        self._await_ends()
        with self.connect() as c:
            heads = {k: rev for k, (_, rev) in read_stored(c).heads.items()}
        answer = self.clients.ask("reach", heads=heads, ms=PATIENCE * 1000)
        if not answer["done"]:
            self.noticed.append(("did not catch up", answer["late"]))
        self.clients.ask("leave")
        with open(self.record_file, encoding="utf-8") as file:
            return [json.loads(line) for line in file] + self.added

    def _await_ends(self):
        """Of all calls: those whose people did not hear of them end by their
        deadlines."""
        with self.connect() as c:
            def is_over():
                return c.query("select 1 from calls where state <> 4 limit 1") \
                    == []
            try:
                until("", is_over, PATIENCE)
            except TooLate:
                pass  # the check tells which

    def gather(self):
        with self.connect() as c:
            return read_stored(c)

    def restart_server(self):
        """After its end, however that came."""
        self.server.start()

    def stop(self):
        """Whatever state it is in; the server is gone afterwards."""
        if self.clients:
            self.clients.stop()
        if self.server and self.server.is_running():
            self.server.kill()
        for relay in (self.to_database, self.front, self.mute):
            relay.close()
        self.cluster.drop_database(self.database)
