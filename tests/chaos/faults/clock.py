"""The server's clock is stepped back and forth: by seconds, hours, a year."""

import shutil
import struct
import subprocess
from pathlib import Path

NAME = "clock"
STRIKES = 5

SECONDS = (-2, 2, -61, 3600, -3600, 86400, -86400, 31536000, -31536000)


def plan(chance):
    return {"seconds": chance.choice(SECONDS)}


def unable():
    return None if shutil.which("cc") else "there is no C compiler"


def settings(world):
    library = world.folder / "clock.so"
    subprocess.run(
        ["cc", "-shared", "-fPIC", "-O1", "-o", library,
         Path(__file__).resolve().parent.parent / "clock.c", "-ldl"], check=True)
    offset = world.folder / "clock.offset"
    set_offset(offset, 0)
    return {"LD_PRELOAD": str(library), "CHAOS_CLOCK": str(offset)}


def set_offset(file, seconds):
    """In place: the program has mapped it."""
    if not file.exists():
        file.write_bytes(bytes(8))
    with open(file, "r+b", buffering=0) as f:
        f.write(struct.pack("=q", seconds))


def strike(world, step):
    set_offset(world.folder / "clock.offset", step["seconds"])


def verify(world, outcome):
    """A step of the clock is nothing that a socket should notice."""
    for e in outcome.record:
        if e["t"] == "disconnected" and e["by"] == "them":
            outcome.found.add("a step of the clock cut a client off", e)
    with world.connect() as c:
        far = int(c.query("""select count(*) from messages
            where created_at not between now() - interval '1 second' * 50
              and now() + interval '1 second' * 50""")[0][0])
    # Forward: messages of a conversation are never stored as older than what
    # is there, so a clock that goes back alone leaves no trace.
    stepped = any(s["seconds"] > 60 for s in outcome.steps)
    outcome.found.demand(far > 0 or not stepped, "the clock was not stepped", "")
