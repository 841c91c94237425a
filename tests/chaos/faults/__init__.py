"""The faults, by name. Each is a module: its first line of text says what
happens; NAME; STRIKES, how often it strikes in a short round; `plan(chance)`,
what one strike will do; `strike(world, step)` does it. Optional: `settings` of
the server, `verify(world, outcome)`, `unable()`, why it can't be tried here,
and OWN_DISK, READERS, MUTE, PACE_MS, SIZE."""

from faults import (clock, disk_full, kill, link_cut, link_delayed,
                    mute_readers, no_connections, pg_hang, pg_kill, pg_restart,
                    second_writer, sigterm, storm)

ALL = {f.NAME: f for f in (
    kill, sigterm, pg_kill, pg_restart, pg_hang, disk_full, no_connections,
    link_cut, link_delayed, second_writer, clock, mute_readers, storm)}


def say(fault):
    return " ".join(fault.__doc__.strip().split())
