"""PostgreSQL's disk is full: it can't make its tables larger, or its log, which
ends it; then there is room again."""

import os

import own_disk
import pgwire
from waiting import spend, until

NAME = "disk-full"
STRIKES = 2
OWN_DISK = True
SIZE = 1900
PACE_MS = 3


def unable():
    return own_disk.unable()


def plan(chance):
    return {"what": chance.choice(["tables", "log"]),
            "ms": chance.randint(50, 500)}


def strike(world, step):
    balloon = world.postgres.data.parent / "balloon"
    fill(balloon)
    try:
        if step["what"] == "log":
            end_segment(world)
        # Until it hurts: a message is refused.
        if not world.clients.await_refused(30):
            world.noticed.append(("a full disk was not noticed", step))
        spend(step["ms"])
    finally:
        os.unlink(balloon)
    revive(world.postgres)


def fill(balloon):
    with open(balloon, "wb", buffering=0) as file:
        for piece in (1 << 20, 1 << 12):
            try:
                while True:
                    file.write(bytes(piece))
            except OSError:
                pass


def end_segment(world):
    """The next segment of the log does not fit any more: PostgreSQL gives up."""
    try:
        for _ in range(3):
            world.postgres.admin("select pg_switch_wal()")
            world.postgres.admin("create table t(); drop table t")
    except (OSError, pgwire.Refused):
        pass


def revive(postgres):
    """As its operator does, once there is room."""
    def answers():
        if not postgres.is_running():
            postgres.start()
        try:
            return postgres.admin("select 1")
        except (OSError, pgwire.Refused):
            return None
    until("PostgreSQL does not recover", answers)
