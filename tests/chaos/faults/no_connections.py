"""PostgreSQL gives no connections: its limit is used up or the role's is set to
one, and those that are open are ended."""

import pgwire
from waiting import spend

NAME = "no-connections"
STRIKES = 2

END_ALL = """select pg_terminate_backend(pid) from pg_stat_activity
    where usename = 'chat'"""


def plan(chance):
    return {"by": chance.choice(["role", "occupation"]),
            "ms": chance.randint(100, 1000)}


def strike(world, step):
    (limit_role if step["by"] == "role" else occupy)(world, step["ms"])


def limit_role(world, ms):
    world.postgres.admin("alter role chat connection limit 1")
    try:
        world.postgres.admin(END_ALL)
        spend(ms)
    finally:
        world.postgres.admin("alter role chat connection limit -1")


def occupy(world, ms):
    """Somebody else takes every place that is not kept for the superuser."""
    taken = []
    try:
        world.postgres.admin(END_ALL)
        while True:
            try:
                taken.append(world.postgres.connect("postgres", "chat"))
            except pgwire.Refused:
                break
        # The server may have been quicker with some: those end too.
        mine = ",".join(c.query("select pg_backend_pid()")[0][0] for c in taken)
        world.postgres.admin(END_ALL + f" and pid not in ({mine})")
        spend(ms)
    finally:
        for connection in taken:
            connection.close()
