"""Clients that never read: their queue is bounded, the server closes them, the
others notice nothing, and when they read again they come back and lack
nothing."""

from waiting import until

NAME = "mute-readers"
STRIKES = 1
READERS = 4
MUTE = True
SIZE = 1900
PACE_MS = 2


def settings(_):
    return {"MAX_SOCKET_QUEUE_BYTES": "262144"}


def plan(chance):
    return {"closed": chance.randint(1, 2)}


def strike(world, step):
    def closed():
        return until("no metrics", world.server.metrics)[
            "slow_sockets_closed_total"]
    before = closed()
    world.mute.freeze()
    until("the server keeps sockets that nobody reads", lambda:
          closed() >= before + step["closed"])
    world.mute.thaw()


def verify(world, outcome):
    readers = {d["name"] for d in world.devices if not d["writes"]}
    for e in outcome.record:
        if e["t"] == "disconnected" and e["by"] == "them":
            outcome.found.demand(e["client"] in readers,
                                 "another client was closed too", e)
