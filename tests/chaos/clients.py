"""The real clients of a round: clients.mjs, told what to do."""

import json
import subprocess
from pathlib import Path

from waiting import PATIENCE, TooLate

HERE = Path(__file__).resolve().parent

# Generations and transports, dealt out in turn.
KINDS = [("4.x", "websocket"), ("4.x", "upgrade"), ("3.x", "websocket"),
         ("4.x", "polling"), ("2.x", "websocket"), ("4.x", "websocket")]


def devices(people, readers=0):
    """A device for each person, and one more for the first two, who call each
    other; then as many that only read."""
    found = []
    for i, person in enumerate([*people, *people[:2]]):
        found.append(device(person, i, f"{person['id']}.{i}", True))
    for i in range(readers):
        person = people[i % len(people)]
        found.append(device(person, i, f"reader.{i}", False))
    return found


def device(person, number, name, writes):
    version, way = KINDS[number % len(KINDS)]
    return {"name": name, "person": person["id"], "token": person["token"],
            "dials": person["dials"],
            "conversations": person["conversations"], "version": version,
            "way": way, "writes": writes}


class Clients:
    def __init__(self, record):
        self.record = record
        self.process = subprocess.Popen(
            ["node", HERE / "clients.mjs", record], text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.count = 0

    def ask(self, command, **more):
        self.count += 1
        self.process.stdin.write(json.dumps(
            {"id": self.count, "command": command, **more}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("the clients ended")
        return json.loads(line)

    def demand(self, what, command, patience=PATIENCE, **more):
        answer = self.ask(command, ms=patience * 1000, **more)
        if not answer["done"]:
            raise TooLate(f"{what} within {patience} s: {answer}")
        return answer

    def await_acked(self, more):
        """Until that many more messages are acknowledged: life goes on."""
        return self.demand(f"no {more} more were acknowledged", "acked",
                           more=more)["acked"]

    def await_refused(self, patience=PATIENCE):
        """Whether one is refused in that time."""
        return self.ask("refused", ms=patience * 1000)["done"]

    def stop(self):
        self.process.stdin.close()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
