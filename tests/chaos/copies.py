"""What a client that keeps cursors knows after all that it was told."""

import collections


class Copy:
    def __init__(self, name, found):
        self.name = name
        self.found = found
        self.texts = collections.defaultdict(dict)
        self.seq = collections.Counter()
        self.rev = collections.Counter()

    def heard(self, e):
        where, known = e["conversation"], self.rev[e["conversation"]]
        self.found.demand(e["rev"] > known, "out of order, or twice",
                          f"after rev {known}: {e}")
        # A replay tells of each message once, as it is; live, nothing is left
        # out.
        if not e["replayed"] and e["rev"] > known:
            self.found.demand(e["rev"] == known + 1, "left out",
                              f"after rev {known}: {e}")
        if not e["deleted"]:
            self.found.demand(e["seq"] > self.seq[where], "overtaken",
                              f"after seq {self.seq[where]}: {e}")
        self.rev[where] = max(known, e["rev"])
        self.seq[where] = max(self.seq[where], e["seq"])
        self.texts[where][e["seq"]] = e["content"]

    def synced(self, cursors):
        for where, text in cursors.items():
            seq, rev = map(int, text.split("."))
            self.seq[where] = max(self.seq[where], seq)
            self.rev[where] = max(self.rev[where], rev)
