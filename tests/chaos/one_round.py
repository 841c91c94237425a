"""One round: a fault, struck again and again while clients write; then the
check."""

import random
import shutil
import time

from check import check
from findings import Findings
from leaks import check_leaks, check_tables
from waiting import TooLate
from world import World


def plan(fault, seed, number, strikes=None):
    """What will be done, and after how many more acknowledged messages: the same
    for the same seed."""
    chance = random.Random(f"{seed}/{number}/{fault.NAME}")
    steps = []
    for _ in range(strikes or fault.STRIKES):
        steps.append({"after": chance.randint(20, 120), **fault.plan(chance)})
    return steps


class Outcome:
    def __init__(self, fault, steps):
        self.fault, self.steps = fault, steps
        self.counts, self.found = {}, Findings()
        self.record = self.stored = self.devices = None
        self.seconds = 0

    @property
    def is_clean(self):
        return not self.found


def play(world, steps):
    for step in steps:
        world.clients.await_acked(step["after"])
        world.fault.strike(world, step)
    # Life has to go on by itself after the last one.
    world.clients.await_acked(60)


def end(world, found):
    """The clients have left: what is still held, and a gentle end."""
    with world.connect() as c:
        check_tables(c, found)
        check_leaks(world.baseline, world.server, c, found)
    code = world.server.terminate()
    found.demand(code == 0, "SIGTERM did not end with 0", f"status {code}")


def run(cluster, folder, fault, seed, number, strikes):
    outcome = Outcome(fault, plan(fault, seed, number, strikes))
    begin = time.monotonic()
    name = f"chaos_{fault.NAME.replace('-', '_')}_{number}"
    world = World(cluster, folder, name, f"{seed}/{number}", fault)
    try:
        world.start()
        play(world, outcome.steps)
        outcome.record = world.settle()
        outcome.stored, outcome.devices = world.gather(), world.devices
        outcome.counts = check(outcome.record, outcome.stored, world.devices,
                               outcome.found)
        getattr(fault, "verify", lambda *_: None)(world, outcome)
        for noticed in world.noticed:
            outcome.found.add(*noticed)
        end(world, outcome.found)
    except TooLate as late:
        outcome.found.add("too late", late)
    finally:
        world.stop()
        outcome.seconds = time.monotonic() - begin
        if outcome.is_clean:
            shutil.rmtree(folder)
    return outcome
