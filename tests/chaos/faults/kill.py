"""The server is killed with SIGKILL in the middle of load, and started again."""

from waiting import spend

NAME = "kill"
STRIKES = 3


def plan(chance):
    return {"away_ms": chance.choice([0, 0, 50, 300])}


def strike(world, step):
    world.server.kill()
    spend(step["away_ms"])
    world.restart_server()
