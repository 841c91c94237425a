"""What clients were answered against what is stored; pure."""

import collections

PASSING = ("unavailable", "overloaded")


def check_numbers(stored, found):
    """seq and rev have no gap, and the heads say the same."""
    seqs, revs = collections.defaultdict(list), collections.defaultdict(list)
    for conversation, seq, rev, text in stored.messages:
        seqs[conversation].append(seq)
        # A tombstone has the rev of the change that made it.
        if text is not None:
            revs[conversation].append(rev)
    changed = collections.defaultdict(list)
    for conversation, rev, _ in stored.changes:
        changed[conversation].append(rev)
    for conversation in {*seqs, *changed, *stored.heads}:
        numbers, moves = seqs[conversation], changed[conversation]
        last, rev = stored.heads.get(conversation, (0, 0))
        found.demand(sorted(numbers) == list(range(1, len(numbers) + 1)),
                     "a gap in seq", f"{conversation}: {len(numbers)} messages")
        found.demand(last == max(numbers, default=0), "heads differ",
                     f"{conversation}: last_seq {last}")
        found.demand(len(numbers) + len(moves) == rev, "a gap in rev",
                     f"{conversation}: {len(numbers)} messages and "
                     f"{len(moves)} changes, rev {rev}")
        every = revs[conversation] + moves
        found.demand(len(set(every)) == len(every)
                     and max(every, default=0) == rev, "a rev twice",
                     conversation)


def check_tombstones(stored, found):
    changed = {(c, seq): rev for c, rev, seq in stored.changes}
    for conversation, seq, rev, text in stored.messages:
        if text is None:
            found.demand(changed.get((conversation, seq)) == rev,
                         "a deletion without its change",
                         f"{conversation} {seq}")


def check_messages(record, stored, found):
    """Every acked message is there once, as it was acked; what was refused is
    not there."""
    places = collections.defaultdict(set)
    by_seq = {}
    for conversation, seq, rev, text in stored.messages:
        by_seq[conversation, seq] = (rev, text)
        if text is not None:
            places[text].add((conversation, seq))
    acked = {}
    for e in record:
        if e["t"] == "acked" and e["what"] == "message":
            check_ack(e, by_seq, acked, found)
    for text, where in places.items():
        found.demand(len(where) == 1, "doubled", f"{text} at {sorted(where)}")
    for e in record:
        if e["t"] != "refused":
            continue
        found.demand(e["error"] in PASSING, "refused for no reason", e)
        if e["what"] == "message" and e["over"] and e["sends"] == 1 \
                and e["content"] not in acked:
            found.demand(e["content"] not in places, "refused, yet stored", e)
    return acked


def check_ack(e, by_seq, acked, found):
    before = acked.setdefault(e["content"], e)
    found.demand((before["seq"], before["id"]) == (e["seq"], e["id"]),
                 "acked twice, differently", e)
    rev, text = by_seq.get((e["conversation"], e["seq"]), (None, None))
    found.demand(rev is not None, "lost", e)
    found.demand(rev is None or text in (e["content"], None),
                 "stored otherwise", e)


def check_others(record, stored, people, found):
    """Acknowledged deletions and read marks hold."""
    gone = {(c, seq) for c, seq, _, text in stored.messages if text is None}
    for e in record:
        where = (e.get("conversation"), e.get("seq"))
        if e["t"] == "acked" and e["what"] == "deletion":
            found.demand(where in gone, "deleted, yet there", e)
        if e["t"] == "acked" and e["what"] == "read":
            read = stored.reads.get((where[0], people[e["client"]]), 0)
            found.demand(read >= where[1], "a read mark was lost", e)
