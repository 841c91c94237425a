"""The link to PostgreSQL is cut at a step of a statement: before it is sent, half
sent, sent but not answered, done but the answer lost, half answered."""

from database_relay import CUTS, Harm

NAME = "link-cut"
STRIKES = 8

STATEMENTS = ("messages_append", "messages_append", "messages_append",
              "messages_delete", "cursors_put")


def plan(chance):
    return {"statement": chance.choice(STATEMENTS), "step": chance.choice(CUTS)}


def strike(world, step):
    harm = Harm(step["statement"], step["step"])
    world.to_database.arm(harm)
    if not harm.struck.wait(30):
        world.noticed.append(("a fault did not strike", step))
