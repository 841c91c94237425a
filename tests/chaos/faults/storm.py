"""All clients lose their connection at the same moment, again and again, and come
back at once."""

NAME = "storm"
STRIKES = 2
READERS = 24


def settings(_):
    """Of a polling session that is cut between two polls nobody knows until its
    heartbeat is missed."""
    return {"PING_INTERVAL_SECONDS": "2", "PING_TIMEOUT_SECONDS": "3"}


def plan(chance):
    return {"times": chance.randint(1, 2)}


def strike(world, step):
    for _ in range(step["times"]):
        world.front.cut()
        world.clients.await_acked(10)
