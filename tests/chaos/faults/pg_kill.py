"""All processes of PostgreSQL are killed with SIGKILL; it recovers by itself when
it is started again."""

from waiting import spend

NAME = "pg-kill"
STRIKES = 1


def plan(chance):
    return {"away_ms": chance.choice([0, 100, 1500])}


def strike(world, step):
    world.postgres.kill()
    spend(step["away_ms"])
    world.postgres.start()
