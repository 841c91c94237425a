#!/usr/bin/env python3
"""Prints the medians of what scripts/bench measured, beside the aims.

    summary.py RESULTS      (JSON lines: subject, case, round, figures)
"""

import collections
import json
import statistics
import sys

SUBJECTS = ["server", "floor", "peer", "peer-grouped"]


def cpu(unit):
    return [("server_cpu_us", f"server CPU us/{unit}", 1),
            ("postgres_cpu_us", f"postgres CPU us/{unit}", 1),
            ("both_cpu_us", f"both CPU us/{unit}", 1),
            ("driver_cpu_us", f"driver CPU us/{unit}", 1)]


NEIGHBOURS = ("neighbours_core_share", "neighbours, cores", 1)
DM = [("acked_per_s", "acked/s", 1), ("delivered_per_s", "delivered/s", 1),
      ("ack_p50_ms", "ack p50 ms", 1), ("ack_p99_ms", "ack p99 ms", 1),
      ("ack_p999_ms", "ack p99.9 ms", 1),
      ("delivery_p50_ms", "delivery p50 ms", 1),
      ("delivery_p99_ms", "delivery p99 ms", 1),
      ("late_p99_ms", "driver late p99 ms", 1), *cpu("message"),
      ("server_rss", "RSS MiB", 1 / 2**20), NEIGHBOURS]

# The figures worth a line, by kind of case, with what makes them readable.
SHOWN = {
    "dm": DM,
    "receipts": [("alone_acked_per_s", "unheard acked/s", 1),
                 ("alone_commits_per_message", "unheard commits/message", 1),
                 ("commits_per_message", "commits/message", 1),
                 ("commits_ratio", "commits ratio", 1),
                 ("mark_p50_ms", "mark p50 ms", 1),
                 ("mark_p99_ms", "mark p99 ms", 1), *DM],
    "typing": [("delivered_per_s", "delivered/s", 1),
               ("delivery_p50_ms", "p50 ms", 1),
               ("delivery_p99_ms", "p99 ms", 1), *cpu("delivery"), NEIGHBOURS],
    "connect": [("connects_per_s", "connects/s", 1),
                ("connect_p50_ms", "p50 ms", 1),
                ("connect_p99_ms", "p99 ms", 1), *cpu("connect"), NEIGHBOURS],
    "history": [("pages_per_s", "pages/s", 1), ("page_p50_ms", "p50 ms", 1),
                ("page_p99_ms", "p99 ms", 1),
                ("page_bytes", "KiB/page", 1 / 1024), *cpu("page"), NEIGHBOURS],
    "post": [("posted_per_s", "posted/s", 1), ("post_p50_ms", "p50 ms", 1),
             ("post_p99_ms", "p99 ms", 1), *cpu("message"), NEIGHBOURS],
    "fanout": [("delivered_per_s", "delivered/s", 1),
               ("posted_per_s", "posted/s", 1), ("ack_p50_ms", "ack p50 ms", 1),
               ("last_p50_ms", "last member p50 ms", 1),
               ("last_p99_ms", "last member p99 ms", 1), *cpu("delivery"),
               NEIGHBOURS],
    "call": [("cycles_per_s", "cycles/s", 1),
             ("set_up_p50_ms", "set-up p50 ms", 1),
             ("set_up_p99_ms", "set-up p99 ms", 1),
             ("set_up_p999_ms", "set-up p99.9 ms", 1),
             ("answer_p50_ms", "answer p50 ms", 1),
             ("answer_p99_ms", "answer p99 ms", 1),
             ("answer_p999_ms", "answer p99.9 ms", 1),
             ("cycle_p50_ms", "cycle p50 ms", 1),
             ("cycle_p99_ms", "cycle p99 ms", 1),
             ("cycle_p999_ms", "cycle p99.9 ms", 1), *cpu("cycle"),
             ("server_rss", "RSS MiB", 1 / 2**20), NEIGHBOURS],
    "ringing": [("rss_per_call", "RSS KiB/call", 1 / 1024),
                ("idle_core_share", "% of a core before", 100),
                ("server_core_share", "% of a core ringing", 100),
                ("dials_per_s", "dials/s", 1),
                ("dial_cpu_us", "server CPU us/dial", 1),
                ("late_p50_ms", "missed, late p50 ms", 1),
                ("late_p99_ms", "missed, late p99 ms", 1),
                ("late_max_ms", "missed, the latest, ms", 1),
                ("end_cpu_us", "server CPU us/end", 1), NEIGHBOURS],
    "storm": [("caught_up_p50_ms", "caught up p50 ms", 1),
              ("caught_up_p99_ms", "caught up p99 ms", 1),
              ("caught_up_max_ms", "caught up, the last, ms", 1),
              ("ready_p50_ms", "let in p50 ms", 1),
              ("ready_p99_ms", "let in p99 ms", 1),
              ("reconnects_per_s", "reconnects/s", 1),
              ("attempts_failed", "failed attempts", 1),
              ("catch_ups_refused", "catch-ups refused", 1),
              ("listen_overflows", "listen queue full", 1), *cpu("client"),
              NEIGHBOURS],
    "idle": [("connects_per_s", "connects/s", 1),
             ("connect_cpu_us", "server CPU us/connect", 1),
             ("rss_per_connection", "RSS KiB/connection", 1 / 1024),
             ("server_core_share", "% of a core while idle", 100)],
}

# (case, figure): (at least or at most, how much, of whose figure). The peer is
# the one with grouped commits, or the other if only that was run.
ABSOLUTE, FLOOR, PEER = "", "x floor", "x peer"
LEAST, MOST = ">=", "<="
AIMS = {
    ("dm-200", "server_cpu_us"): [(MOST, 1.6, FLOOR), (MOST, 1 / 3, PEER)],
    ("dm-200", "acked_per_s"): [(LEAST, 1.8, PEER)],
    ("dm-800", "acked_per_s"): [(LEAST, 3.5, PEER)],
    ("dm-800", "both_cpu_us"): [(MOST, 1 / 3.5, PEER)],
    ("dm-2000", "ack_p50_ms"): [(MOST, 1.15, FLOOR), (MOST, 1.1, PEER)],
    ("dm-8300", "ack_p50_ms"): [(MOST, 1, PEER)],
    ("dm-8300", "ack_p99_ms"): [(MOST, 1 / 2, PEER)],
    ("typing", "delivered_per_s"): [(LEAST, 2.4, PEER)],
    ("typing", "server_cpu_us"): [(MOST, 1 / 2.7, PEER)],
    ("fanout-100", "delivered_per_s"): [(LEAST, 1.2, PEER)],
    ("fanout-100", "server_cpu_us"): [(MOST, 1 / 1.4, PEER)],
    ("fanout-1000", "delivered_per_s"): [(LEAST, 1.4, PEER)],
    ("fanout-1000", "server_cpu_us"): [(MOST, 1 / 1.6, PEER)],
    ("connect-websocket", "connects_per_s"): [(LEAST, 5, PEER)],
    ("connect-websocket", "server_cpu_us"): [(MOST, 1 / 7, PEER)],
    ("connect-polling", "connects_per_s"): [(LEAST, 5, PEER)],
    ("connect-polling", "server_cpu_us"): [(MOST, 1 / 7, PEER)],
    ("history", "pages_per_s"): [(LEAST, 3, PEER)],
    ("history", "server_cpu_us"): [(MOST, 1 / 6, PEER)],
    ("post", "posted_per_s"): [(LEAST, 3, PEER)],
    ("call", "cycles_per_s"): [(LEAST, 2.5, PEER)],
    ("call", "server_cpu_us"): [(MOST, 1 / 5, PEER)],
    ("receipts", "commits_ratio"): [(MOST, 1.2, ABSOLUTE)],
    ("idle-10000", "rss_per_connection"): [(MOST, 3, ABSOLUTE)],
    ("idle-19000", "rss_per_connection"): [(MOST, 3, ABSOLUTE)],
    ("idle-10000", "server_core_share"): [(MOST, 2, ABSOLUTE)],
    ("idle-19000", "server_core_share"): [(MOST, 2, ABSOLUTE)],
}

# More than this, in cores, and the figures are those of another machine.
MOST_NEIGHBOURS = 0.1

ERRORS = ["lost", "echoes_lost", "doubled", "out_of_order", "unanswered",
          "unexpected", "closed", "refused", "marks_unanswered", "missed",
          "not_caught_up", "synced_early", "early"]


def verdict(aim, medians):
    """The aim and whether it is met."""
    order, limit, basis = aim
    said = f"{order} {limit:.3g} {basis}".rstrip()
    compared = {FLOOR: "floor",
                PEER: "peer-grouped" if "peer-grouped" in medians else "peer"}
    base = 1 if basis == ABSOLUTE else medians.get(compared[basis])
    if medians.get("server") is None or not base:
        return said
    measured = medians["server"] / base
    met = measured >= limit if order == LEAST else measured <= limit
    return f"{'met' if met else 'MISSED'} ({said})"


def cell(value):
    if value is None:
        return "-"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def median(runs, name, scale):
    values = [run[name] * scale for run in runs if name in run]
    return statistics.median(values) if values else None


def print_case(case, by_subject):
    """A line a figure: the server, then each other and the ratio to it."""
    others = [s for s in SUBJECTS[1:] if by_subject[s]]
    head = "".join(f"{name:>14}{'ratio':>8}" for name in others)
    print(f"\n{case:28}{'server':>12}{head}  aim")
    for name, label, scale in SHOWN[case.split("-")[0]]:
        medians = {s: median(by_subject[s], name, scale)
                   for s in SUBJECTS if by_subject[s]}
        if not any(medians.values()):
            continue
        server = medians.get("server")
        line = f"  {label:26}{cell(server):>12}"
        for other in others:
            base = medians[other]
            ratio = server / base if server is not None and base else None
            line += f"{cell(base):>14}{cell(ratio):>8}"
        aims = [verdict(aim, medians) for aim in AIMS.get((case, name), [])]
        print(f"{line}  {', '.join(aims)}".rstrip())


def print_errors(case, subject, runs):
    sums = {name: sum(run.get(name, 0) for run in runs) for name in ERRORS}
    for run in runs:
        for code, count in run.get("errors", {}).items():
            sums[code] = sums.get(code, 0) + count
    said = ", ".join(f"{n} {name}" for name, n in sums.items() if n)
    if said:
        print(f"  {case} on {subject}: {said}")


def print_neighbours(by_case):
    shares = [run["neighbours_core_share"] for subjects in by_case.values()
              for runs in subjects.values() for run in runs
              if "neighbours_core_share" in run]
    if shares and statistics.median(shares) > MOST_NEIGHBOURS:
        print(f"  Others took {statistics.median(shares):.2f} cores of the"
              f" machine, at worst {max(shares):.2f}: indicative only.")


def main():
    by_case = collections.defaultdict(lambda: collections.defaultdict(list))
    with open(sys.argv[1], encoding="utf-8") as file:
        for line in file:
            run = json.loads(line)
            figures = run["figures"]
            if "postgres_cpu_us" in figures:
                figures["both_cpu_us"] = (figures["server_cpu_us"]
                                          + figures["postgres_cpu_us"])
            by_case[run["case"]][run["subject"]].append(figures)
    for case, subjects in by_case.items():
        print_case(case, subjects)
    print()
    for case, subjects in by_case.items():
        for subject, runs in subjects.items():
            print_errors(case, subject, runs)
    print_neighbours(by_case)


if __name__ == "__main__":
    main()
