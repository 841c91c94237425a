"""The whole check of a round; pure."""

import collections

from check_calls import check_calls
from check_stored import (check_messages, check_numbers, check_others,
                          check_tombstones)
from check_told import check_told


def check(record, stored, devices, found):
    """record: what the clients wrote down; stored: what the database holds;
    devices: the clients. Adds what is wrong to `found`; gives counts of what
    happened."""
    check_numbers(stored, found)
    check_tombstones(stored, found)
    acked = check_messages(record, stored, found)
    check_others(record, stored, {d["name"]: d["person"] for d in devices},
                 found)
    check_told(record, stored,
               {d["name"]: d["conversations"] for d in devices}, found)
    check_calls(record, stored, found)
    # A round in which nothing happened shows nothing.
    found.demand(acked, "nothing was acknowledged", "")
    return count(record, acked, stored)


def count(record, acked, stored):
    seen = collections.Counter()
    for e in record:
        seen[e["t"]] += 1
        seen["resent"] += e["t"] == "acked" and e.get("sends", 1) > 1
        seen["replayed"] += e["t"] == "heard" and e["replayed"]
        seen["back"] += e["t"] == "disconnected" and e["by"] == "them"
    return {"acked": len(acked), "stored": len(stored.messages),
            "heard": seen["heard"], "replayed": seen["replayed"],
            "resent": seen["resent"], "refused": seen["refused"],
            "reconnects": seen["back"], "calls": len(stored.calls)}
