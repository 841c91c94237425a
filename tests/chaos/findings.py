"""What a check found wrong: counts by name, and the first examples."""

import collections


class Findings:
    def __init__(self):
        self.counts = collections.Counter()
        self.examples = {}

    def add(self, name, example):
        self.counts[name] += 1
        self.examples.setdefault(name, []).append(str(example))

    def demand(self, holds, name, example):
        if not holds:
            self.add(name, example)

    def __bool__(self):
        return bool(self.counts)

    def lines(self, most=3):
        for name, count in sorted(self.counts.items()):
            yield f"{name}: {count}"
            for example in self.examples[name][:most]:
                yield f"    {example[:300]}"
