"""What clients were told, in the order they were told it, against what is
stored; pure."""

import collections
import hashlib
import json

from copies import Copy


def fingerprint(texts):
    """Of a conversation: {seq: text, or None if it was deleted}."""
    return hashlib.sha256(json.dumps(sorted(texts.items())).encode()).hexdigest()


def check_told(record, stored, clients, found):
    """clients: name -> its conversations."""
    truth = collections.defaultdict(dict)
    for conversation, seq, _, text in stored.messages:
        truth[conversation][seq] = text
    copies = {name: Copy(name, found) for name in clients}
    ids = {}
    for e in record:
        if e["t"] == "heard":
            copies[e["client"]].heard(e)
            check_heard(e, truth, ids, found)
        elif e["t"] == "synced":
            copies[e["client"]].synced(e["cursors"])
        elif e["t"] == "disconnected" and e["by"] == "them":
            # No socket.io client comes back from that by itself.
            found.demand(e["reason"] != "io server disconnect", "sent away", e)
        elif e["t"] == "acked" and e.get("id"):
            check_id(e, ids, found)
    for name, conversations in clients.items():
        for conversation in conversations:
            mine = copies[name].texts[conversation]
            found.demand(
                fingerprint(mine) == fingerprint(truth[conversation]),
                "a client has not what is stored",
                difference(name, conversation, mine, truth[conversation]))


def check_heard(e, truth, ids, found):
    stored = truth[e["conversation"]]
    found.demand(e["seq"] in stored, "shown, not stored", e)
    text = stored.get(e["seq"])
    if e["seq"] in stored and not e["deleted"]:
        # What was shown may have been deleted since.
        found.demand(text in (e["content"], None), "shown otherwise", e)
    if e["deleted"]:
        found.demand(text is None, "shown as deleted, yet there", e)
    check_id(e, ids, found)


def check_id(e, ids, found):
    """A message has one id, whoever tells it, and no two have the same."""
    where = (e["conversation"], e["seq"])
    found.demand(ids.setdefault(where, e["id"]) == e["id"]
                 and ids.setdefault(e["id"], where) == where,
                 "another id", e)


def difference(name, conversation, mine, truth):
    lacks = sorted(set(truth) - set(mine))
    more = sorted(set(mine) - set(truth))
    other = sorted(s for s in truth if s in mine and mine[s] != truth[s])
    return (f"{name} in {conversation}: lacks {lacks[:5]}, has {more[:5]} more, "
            f"{other[:5]} otherwise")
