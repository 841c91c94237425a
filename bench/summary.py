#!/usr/bin/env python3
"""Prints the medians of what scripts/bench measured, beside the aims.

    summary.py RESULTS      (JSON lines: subject, case, round, figures)
"""

import collections
import json
import statistics
import sys

# The figures worth a line, by kind of case, with what makes them readable.
SHOWN = {
    "dm": [("acked_per_s", "acked/s", 1), ("delivered_per_s", "delivered/s", 1),
           ("ack_p50_ms", "ack p50 ms", 1), ("ack_p99_ms", "ack p99 ms", 1),
           ("ack_p999_ms", "ack p99.9 ms", 1),
           ("delivery_p50_ms", "delivery p50 ms", 1),
           ("delivery_p99_ms", "delivery p99 ms", 1),
           ("late_p99_ms", "driver late p99 ms", 1),
           ("server_cpu_us", "server CPU us/message", 1),
           ("postgres_cpu_us", "postgres CPU us/message", 1),
           ("driver_cpu_us", "driver CPU us/message", 1),
           ("server_rss", "RSS MiB", 1 / 2**20)],
    "typing": [("delivered_per_s", "delivered/s", 1),
               ("delivery_p50_ms", "p50 ms", 1),
               ("delivery_p99_ms", "p99 ms", 1),
               ("server_cpu_us", "server CPU us/delivery", 1),
               ("driver_cpu_us", "driver CPU us/delivery", 1)],
    "connect": [("connects_per_s", "connects/s", 1),
                ("connect_p50_ms", "p50 ms", 1),
                ("connect_p99_ms", "p99 ms", 1),
                ("server_cpu_us", "server CPU us/connect", 1),
                ("postgres_cpu_us", "postgres CPU us/connect", 1),
                ("driver_cpu_us", "driver CPU us/connect", 1)],
    "idle": [("connects_per_s", "connects/s", 1),
             ("connect_cpu_us", "server CPU us/connect", 1),
             ("rss_per_connection", "RSS KiB/connection", 1 / 1024),
             ("server_core_share", "% of a core while idle", 100)],
}

# (case, figure): (what is compared, the aim); all are "at most".
RATIO, ABSOLUTE = "x floor", ""
AIMS = {
    ("dm-200", "server_cpu_us"): (RATIO, 1.6),
    ("dm-2000", "ack_p50_ms"): (RATIO, 1.15),
    ("idle-10000", "rss_per_connection"): (ABSOLUTE, 3),
    ("idle-19000", "rss_per_connection"): (ABSOLUTE, 3),
    ("idle-10000", "server_core_share"): (ABSOLUTE, 2),
    ("idle-19000", "server_core_share"): (ABSOLUTE, 2),
}

ERRORS = ["lost", "echoes_lost", "doubled", "out_of_order", "unanswered",
          "unexpected", "closed", "refused"]


def verdict(aim, server, ratio):
    """The aim and whether it is met, as a cell."""
    if aim is None:
        return ""
    basis, limit = aim
    measured = ratio if basis == RATIO else server
    if measured is None:
        return f"<= {limit} {basis}".rstrip()
    word = "met" if measured <= limit else "MISSED"
    return f"{word} (<= {limit} {basis}".rstrip() + ")"


def cell(value):
    if value is None:
        return "-"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def median(runs, name, scale):
    values = [run[name] * scale for run in runs if name in run]
    return statistics.median(values) if values else None


def print_case(case, server_runs, floor_runs):
    print(f"\n{case:26}{'server':>12}{'floor':>12}{'ratio':>8}  aim")
    for name, label, scale in SHOWN[case.split("-")[0]]:
        server = median(server_runs, name, scale)
        floor = median(floor_runs, name, scale)
        ratio = server / floor if server is not None and floor else None
        aim = verdict(AIMS.get((case, name)), server, ratio)
        print(f"  {label:24}{cell(server):>12}{cell(floor):>12}"
              f"{cell(ratio):>8}  {aim}".rstrip())


def print_errors(case, subject, runs):
    sums = {name: sum(run.get(name, 0) for run in runs) for name in ERRORS}
    for run in runs:
        for code, count in run.get("errors", {}).items():
            sums[code] = sums.get(code, 0) + count
    said = ", ".join(f"{n} {name}" for name, n in sums.items() if n)
    if said:
        print(f"  {case} on {subject}: {said}")


def main():
    by_case = collections.defaultdict(lambda: collections.defaultdict(list))
    with open(sys.argv[1], encoding="utf-8") as file:
        for line in file:
            run = json.loads(line)
            by_case[run["case"]][run["subject"]].append(run["figures"])
    for case, subjects in by_case.items():
        print_case(case, subjects["server"], subjects["floor"])
    print()
    for case, subjects in by_case.items():
        for subject, runs in subjects.items():
            print_errors(case, subject, runs)


if __name__ == "__main__":
    main()
