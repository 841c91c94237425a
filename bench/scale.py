#!/usr/bin/env python3
"""Prints how the server's cost grows, from what bench/scale.sh measured.

    scale.py RESULTS      (JSON lines: table, row, scenario, figures)
"""

import collections
import json
import sys

from summary import MOST_NEIGHBOURS, cell

# By table: what it is, and (scenario, figure, label) of each column.
TABLES = {
    "connections": ("dm at 2,000/s, by other connections", [
        ("dm", "ack_p50_ms", "ack p50 ms"),
        ("dm", "ack_p99_ms", "ack p99 ms"),
        ("dm", "server_cpu_us", "server us/msg")]),
    "members": ("a message to a group, by members", [
        ("fanout", "server_cpu_us", "server us/delivery"),
        ("fanout", "both_cpu_us", "both us/delivery"),
        ("fanout", "last_p50_ms", "last p50 ms")]),
    "messages": ("dm, 200 in flight, and pages of 50, by messages stored", [
        ("dm", "acked_per_s", "acked/s"),
        ("dm", "server_cpu_us", "server us/msg"),
        ("dm", "postgres_cpu_us", "pg us/msg"),
        ("history", "server_cpu_us", "server us/page"),
        ("history", "postgres_cpu_us", "pg us/page"),
        ("history", "page_p50_ms", "page p50 ms")]),
}


def print_table(name, rows):
    """A line a row, each figure followed by its ratio to the first row's."""
    title, columns = TABLES[name]
    print(f"\n{title}")
    head = "".join(f"{label:>20}{'ratio':>7}" for *_, label in columns)
    print(f"{name:>12}{head}{'neighbours':>12}")
    first = rows[min(rows)]
    for row in sorted(rows):
        line = f"{row:>12,}"
        for scenario, figure, _ in columns:
            value = rows[row][scenario][figure]
            base = first[scenario][figure]
            line += f"{cell(value):>20}{value / base if base else 0:>7.2f}"
        share = max(f["neighbours_core_share"] for f in rows[row].values())
        mark = "  busy" if share > MOST_NEIGHBOURS else ""
        print(f"{line}{share:>12.2f}{mark}")


def main():
    tables = collections.defaultdict(lambda: collections.defaultdict(dict))
    with open(sys.argv[1], encoding="utf-8") as file:
        for line in file:
            run = json.loads(line)
            figures = run["figures"]
            figures["both_cpu_us"] = (figures["server_cpu_us"]
                                      + figures["postgres_cpu_us"])
            tables[run["table"]][run["row"]][run["scenario"]] = figures
    for name, rows in tables.items():
        print_table(name, rows)


if __name__ == "__main__":
    main()
