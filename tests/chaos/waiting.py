"""Waiting for what has no event of its own, with a limit."""

import time

PATIENCE = 60


class TooLate(Exception):
    pass


def until(what, attempt, patience=PATIENCE):
    """Asks again every few milliseconds until the answer is not empty."""
    deadline = time.monotonic() + patience
    while True:
        found = attempt()
        if found:
            return found
        if time.monotonic() > deadline:
            raise TooLate(f"{what} within {patience} s")
        time.sleep(0.005)


def spend(milliseconds):
    """Lets a fault last: here the time itself is what is tried."""
    time.sleep(milliseconds / 1000)
