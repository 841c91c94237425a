#!/usr/bin/env python3
"""Compares the log of `load survive` with the database that is behind it.

    kill_check.py LOG [--kills N] [--floor]

Reads DATABASE_URL. Exit code 1 when something acknowledged is missing, stored
twice or stored otherwise, when a number is missing, or when a client was shown
what is not stored.
"""

import argparse
import collections
import json
import os
import subprocess
import sys

MESSAGES = """
    select encode(c.id, 'hex'), m.seq, m.content
    from messages m join conversations c on c.no = m.conversation_no"""
HEADS = """
    select encode(c.id, 'hex'), h.last_seq, h.rev
    from heads h join conversations c on c.no = h.conversation_no"""
FLOOR_MESSAGES = """
    select lpad(to_hex(conversation_no), 24, '0'), seq, content
    from floor_messages"""
FLOOR_HEADS = """
    select lpad(to_hex(conversation_no), 24, '0'), last_seq, rev
    from floor_heads"""


def rows(query):
    """The rows of a query, as lists of text."""
    out = subprocess.run(
        ["psql", "-qAtX", "-F", "\t", os.environ["DATABASE_URL"], "-c", query],
        check=True, capture_output=True, text=True).stdout
    return [line.split("\t") for line in out.splitlines()]


def check(log, messages, heads):
    """Counts of what was found, and of what is wrong, by name; pure.

    log: the parsed lines; messages: (conversation, seq, content); heads:
    (conversation, last_seq, rev).
    """
    stored = collections.defaultdict(list)
    seqs = collections.defaultdict(list)
    for conversation, seq, content in messages:
        stored[content].append((conversation, seq))
        seqs[conversation].append(seq)
    found = collections.Counter()
    wrong = collections.Counter(lost=0, doubled=0, gaps=0)
    for m in log:
        at = stored.get(m["content"], [])
        found[m["outcome"]] += 1
        found["resent"] += m["sends"] > 1
        found["unknown, yet stored"] += m["outcome"] == "unknown" and bool(at)
        found["refused, yet stored"] += m["outcome"] == "refused" and bool(at)
        wrong["doubled"] += len(at) > 1
        wrong["conflicts"] += m["conflicts"]
        if m["outcome"] == "acked":
            wrong["lost"] += not at
            wrong["stored otherwise"] += bool(at) and (
                m["conversation"], m["seq"]) not in at
        if m["deliveredSeq"]:
            wrong["shown, not stored so"] += (
                m["conversation"], m["deliveredSeq"]) not in at
    for numbers in seqs.values():
        wrong["gaps"] += sorted(numbers) != list(range(1, len(numbers) + 1))
    known = {conversation: (last, rev) for conversation, last, rev in heads}
    for conversation, numbers in seqs.items():
        last, rev = known.get(conversation, (0, 0))
        wrong["heads"] += last != max(numbers) or rev < last
    found["stored"] = len(messages)
    found["conversations"] = len(seqs)
    return found, wrong


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("log")
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--floor", action="store_true")
    args = parser.parse_args()
    with open(args.log, encoding="utf-8") as file:
        log = [json.loads(line) for line in file]
    messages = [(c, int(seq), text) for c, seq, text in rows(
        FLOOR_MESSAGES if args.floor else MESSAGES)]
    heads = [(c, int(last), int(rev)) for c, last, rev in rows(
        FLOOR_HEADS if args.floor else HEADS)]
    found, wrong = check(log, messages, heads)
    for name, count in {**found, **wrong}.items():
        print(f"{name:22} {count}")
    print(f"kill loop: {args.kills} kills, {found['acked']} acked, "
          f"{wrong['lost']} lost, {wrong['doubled']} doubled, "
          f"{wrong['gaps']} gaps")
    sys.exit(1 if any(wrong.values()) or not found["acked"] else 0)


if __name__ == "__main__":
    main()
