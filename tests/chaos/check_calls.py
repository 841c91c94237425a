"""What clients were answered and told of calls against what is stored; pure."""

import collections

PASSING = ("unavailable", "overloaded")
# Whoever asks may be late, or in a call whose end they did not hear.
LATE = {"initiate": ("busy",), "accept": ("call_over", "not_found"),
        "reject": ("call_over", "not_found"),
        "cancel": ("call_over", "not_found"),
        "end": ("call_over", "not_found")}
OVER = 4


def check_calls(record, stored, found):
    check_rows(stored, found)
    check_answers(record, stored, found)
    check_heard(record, stored, found)


def check_rows(stored, found):
    for call in stored.calls.values():
        found.demand(call.state == OVER, "somebody stays busy", call)
        found.demand(call.state != OVER or call.reason is not None,
                     "a call ended without a reason", call)
        found.demand(call.seconds is None or call.seconds >= 0,
                     "a call took less than no time", call)


def check_answers(record, stored, found):
    winners = collections.defaultdict(set)
    for e in record:
        if e["t"] == "call refused":
            found.demand(e["error"] in PASSING + LATE[e["what"]],
                         "a call was refused for no reason", e)
        if e["t"] != "call acked":
            continue
        call = stored.calls.get(e["call"])
        found.demand(call is not None, "a call was lost", e)
        if call is None or e["what"] == "initiate":
            continue
        if e["what"] == "accept":
            winners[e["call"]].add(e["client"])
            found.demand(call.answered, "an answer was lost", e)
        else:
            found.demand(call.state == OVER, "an end was lost", e)
    for call, clients in winners.items():
        found.demand(len(clients) == 1, "two answered", f"{call}: {clients}")


def check_heard(record, stored, found):
    heard = collections.Counter()
    for e in record:
        if e["t"] != "call told":
            continue
        heard[e["client"], e["connection"], e["call"], e["event"]] += 1
        call = stored.calls.get(e["call"])
        found.demand(call is not None, "told of a call that is not stored", e)
        found.demand(call is None or call.answered
                     or e["event"] != "call:accepted",
                     "told of an answer that is not stored", e)
    for what, times in heard.items():
        found.demand(times == 1, "told twice of a call", what)
