"""SIGTERM under load: it drains, tells the clients to come back spread out, ends
with 0 and loses nothing."""

from waiting import spend

NAME = "sigterm"
STRIKES = 2

# WebSocket's "service restart": come back, spread out.
RESTARTS = 1012


def plan(chance):
    return {"away_ms": chance.choice([0, 100])}


def strike(world, step):
    code = world.server.terminate()
    if code != 0:
        world.noticed.append(("SIGTERM did not end with 0", f"status {code}"))
    spend(step["away_ms"])
    world.restart_server()


def verify(world, outcome):
    """Every WebSocket of a client that says why it was closed was told."""
    ways = {d["name"]: (d["version"], d["way"]) for d in world.devices}
    told = 0
    for e in outcome.record:
        if e["t"] != "disconnected" or e["by"] == "us":
            continue
        if ways[e["client"]] == ("4.x", "websocket"):
            told += 1
            outcome.found.demand(e["code"] == RESTARTS, "not told to come back",
                                 e)
    outcome.found.demand(told > 0, "nobody was told to come back", "")
