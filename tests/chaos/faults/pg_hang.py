"""PostgreSQL hangs (SIGSTOP): its connections stand, and nothing answers."""

from waiting import spend

NAME = "pg-hang"
STRIKES = 2


def plan(chance):
    return {"ms": chance.choice([100, 700, 1500, 3000])}


def strike(world, step):
    world.postgres.hang()
    try:
        spend(step["ms"])
    finally:
        world.postgres.go_on()
