"""Strikes the real server with faults while real clients write, and compares
what they were told with what the database holds. scripts/chaos starts it."""

import argparse
import random
import signal
import sys
import tempfile
import time
from pathlib import Path

import faults
import one_round
from lanes import Lane
from report import Report


def arguments():
    parser = argparse.ArgumentParser(prog="scripts/chaos")
    add = parser.add_argument
    add("fault", nargs="*", metavar="FAULT", help="all of them by default")
    add("--list", action="store_true", help="names the faults")
    add("--plan", action="store_true", help="says what would be done")
    add("--seed", type=int, default=random.SystemRandom().randrange(1 << 31))
    add("--rounds", type=int, default=1, help="how many each fault has")
    add("--seconds", type=float, help="begins rounds until that is over")
    add("--strikes", type=int, help="how many a round has")
    add("--lanes", type=int, default=6, help="how many rounds run at a time")
    add("--keep", type=Path, help="where records and logs of failures stay")
    given = parser.parse_args()
    for name in given.fault:
        if name not in faults.ALL:
            parser.error(f"there is no fault {name}: scripts/chaos --list")
    if given.keep and given.keep.exists() and (
            not given.keep.is_dir() or any(given.keep.iterdir())):
        parser.error(f"--keep {given.keep}: there is something already; "
                     "name a folder that is new or empty")
    given.faults = [faults.ALL[name] for name in given.fault or faults.ALL]
    return given


def tasks(given, report):
    """Which fault comes next, and in its how manieth round."""
    end = given.seconds and time.monotonic() + given.seconds
    number = 0
    while number < given.rounds if end is None else time.monotonic() < end:
        for fault in given.faults:
            why = getattr(fault, "unable", lambda: None)()
            if why:
                report.skip(fault, why)
            elif not end or time.monotonic() < end:
                yield fault, number
        number += 1


def play(given, folder, report):
    upcoming = tasks(given, report)

    def take():
        with report.lock:
            return next(upcoming, None)
    lanes = [Lane(Path(folder) / f"lane-{i}", given, take, report.add)
             for i in range(min(given.lanes, len(given.faults)))]
    for lane in lanes:
        lane.start()
    for lane in lanes:
        lane.join()
    return not any(lane.failure for lane in lanes)


def show_plan(given):
    for number in range(given.rounds):
        for fault in given.faults:
            print(fault.NAME, number)
            for step in one_round.plan(fault, given.seed, number,
                                       given.strikes):
                print(f"    {step}")


def main():
    given = arguments()
    if given.list:
        for name, fault in faults.ALL.items():
            print(f"{name:15} {faults.say(fault)}")
        return 0
    if given.plan:
        show_plan(given)
        return 0
    # So that what was begun is cleared away.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    print(f"chaos: seed {given.seed}", flush=True)
    report = Report(given)
    with tempfile.TemporaryDirectory(prefix="switchboard-chaos.") as folder:
        # PostgreSQL has to get into it as a user of its own.
        Path(folder).chmod(0o755)
        complete = play(given, given.keep or folder, report)
    return 0 if report.end() and complete else 1


sys.exit(main())
