"""PostgreSQL is restarted by its operator: `fast` ends its connections,
`immediate` makes it recover."""

NAME = "pg-restart"
STRIKES = 2


def plan(chance):
    return {"mode": chance.choice(["fast", "immediate"])}


def strike(world, step):
    world.postgres.control("restart", "-m", step["mode"])
    if not world.postgres.is_running():
        world.postgres.start()
