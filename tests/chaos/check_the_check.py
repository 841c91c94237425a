"""Shows that the check finds what it is for: spoils copies of a real record and
of what was stored, one way at a time, and expects the word for it."""

import copy

from check import check
from findings import Findings


def first(record, **wanted):
    return next(i for i, e in enumerate(record)
                if all(e.get(k) == v for k, v in wanted.items()))


def last_live(record):
    """The last event of its client and conversation: nothing comes after."""
    return max(i for i, e in enumerate(record)
               if e["t"] == "heard" and not e["deleted"])


def drop_message(r, s):
    at = first(r, t="acked", what="message")
    where = (r[at]["conversation"], r[at]["seq"])
    s.messages = [m for m in s.messages if m[:2] != where]


def double_message(r, s):
    c, _, _, text = next(m for m in s.messages if m[3] is not None)
    last, rev = s.heads[c]
    s.messages.append((c, last + 1, rev + 1, text))


def alter_message(r, s):
    i = next(i for i, m in enumerate(s.messages) if m[3] is not None)
    s.messages[i] = (*s.messages[i][:3], "something else")


def move_head(r, s):
    c, (last, rev) = next(iter(s.heads.items()))
    s.heads[c] = (last + 1, rev)


def skip_rev(r, s):
    c, (last, rev) = next(iter(s.heads.items()))
    s.heads[c] = (last, rev + 1)


def drop_change(r, s):
    s.changes.pop()


def revive(r, s):
    i = next(i for i, m in enumerate(s.messages) if m[3] is None)
    s.messages[i] = (*s.messages[i][:3], "alive again")


def ack_otherwise(r, s):
    e = dict(r[first(r, t="acked", what="message")])
    r.append({**e, "seq": e["seq"] + 1})


def refuse_stored(r, s):
    there = {m[3] for m in s.messages}
    e = next(e for e in r if e["t"] == "acked" and e["what"] == "message"
             and e.get("sends") == 1 and e["content"] in there)
    r.remove(e)
    r.append({**e, "t": "refused", "error": "unavailable", "over": True})


def refuse_oddly(r, s):
    r.append({"t": "refused", "what": "message", "error": "forbidden",
              "over": True, "sends": 1, "content": "never seen"})


def forget_read(r, s):
    s.reads.clear()


def swap(r, s):
    i = first(r, t="heard", deleted=False)
    k = next(k for k in range(i + 1, len(r)) if r[k]["t"] == "heard"
             and r[k]["client"] == r[i]["client"]
             and r[k]["conversation"] == r[i]["conversation"])
    r[i], r[k] = r[k], r[i]


def tell_twice(r, s):
    i = first(r, t="heard")
    r.insert(i, r[i])


def leave_out(r, s):
    r.pop(first(r, t="heard", deleted=False, replayed=False))


def cut_end(r, s):
    r.pop(last_live(r))


def tell_unstored(r, s):
    r.append({**r[last_live(r)], "seq": 1 << 20, "rev": 1 << 20, "id": "f" * 24})


def tell_other_text(r, s):
    at = last_live(r)
    r[at] = {**r[at], "content": "something else"}


def tell_other_id(r, s):
    i = first(r, t="heard")
    r[i] = {**r[i], "id": "0" * 24}


def send_away(r, s):
    r.append({"t": "disconnected", "client": r[first(r, t="heard")]["client"],
              "by": "them", "reason": "io server disconnect"})


def call_of(record, what):
    return record[first(record, t="call acked", what=what)]["call"]


def drop_call(r, s):
    del s.calls[call_of(r, "initiate")]


def forget_answer(r, s):
    s.calls[call_of(r, "accept")].answered = False


def leave_ringing(r, s):
    next(iter(s.calls.values())).state = 1


def end_for_nothing(r, s):
    next(iter(s.calls.values())).reason = None


def end_before_answer(r, s):
    s.calls[call_of(r, "accept")].seconds = -1.0


def answer_twice(r, s):
    at = first(r, t="call acked", what="accept")
    r.append({**r[at], "client": "somebody else"})


def refuse_call_oddly(r, s):
    r.append({"t": "call refused", "what": "end", "error": "forbidden"})


def tell_call_twice(r, s):
    r.append(r[first(r, t="call told")])


def tell_no_call(r, s):
    r.append({**r[first(r, t="call told")], "call": "none"})


CORRUPTIONS = {
    drop_message: "lost", double_message: "doubled",
    alter_message: "stored otherwise", move_head: "heads differ",
    skip_rev: "a gap in rev", drop_change: "a deletion without its change",
    revive: "deleted, yet there", ack_otherwise: "acked twice, differently",
    refuse_stored: "refused, yet stored",
    refuse_oddly: "refused for no reason", forget_read: "a read mark was lost",
    swap: "out of order, or twice", tell_twice: "out of order, or twice",
    leave_out: "left out", cut_end: "a client has not what is stored",
    tell_unstored: "shown, not stored", tell_other_text: "shown otherwise",
    tell_other_id: "another id", send_away: "sent away",
    drop_call: "a call was lost", forget_answer: "an answer was lost",
    leave_ringing: "somebody stays busy",
    end_for_nothing: "a call ended without a reason",
    end_before_answer: "a call took less than no time",
    answer_twice: "two answered",
    refuse_call_oddly: "a call was refused for no reason",
    tell_call_twice: "told twice of a call",
    tell_no_call: "told of a call that is not stored",
}


def blind_spots(record, stored, devices):
    """The corruptions that the check did not find, or found as something else;
    the record itself has to be free of faults."""
    missed = []
    for corrupt, name in CORRUPTIONS.items():
        r, s = list(record), copy.deepcopy(stored)
        corrupt(r, s)
        found = Findings()
        check(r, s, devices, found)
        if name not in found.counts:
            missed.append(f"{corrupt.__name__}: '{name}' was not found, but "
                          f"{dict(found.counts)}")
    return missed


def lacks(record):
    """Whether there is nothing in it that some corruption needs."""
    seen = {(e["t"], e.get("what")) for e in record}
    return not {("acked", "message"), ("acked", "deletion"),
                ("acked", "read"), ("heard", None), ("call acked", "initiate"),
                ("call acked", "accept"), ("call told", None)} <= seen
