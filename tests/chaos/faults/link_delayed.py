"""The link to PostgreSQL is slow at a step of a statement: before it is sent, or
with the answer; or it falls silent and is cut only later."""

from database_relay import DELAYS, Harm
from faults.link_cut import STATEMENTS

NAME = "link-delayed"
STRIKES = 4


def plan(chance):
    return {"statement": chance.choice(STATEMENTS),
            "step": chance.choice(DELAYS), "ms": chance.randint(20, 600)}


def strike(world, step):
    harm = Harm(step["statement"], step["step"], step["ms"])
    world.to_database.arm(harm)
    if not harm.struck.wait(30):
        world.noticed.append(("a fault did not strike", step))
