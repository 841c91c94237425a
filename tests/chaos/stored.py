"""What the database holds at the end of a round."""

from dataclasses import dataclass, field

MESSAGES = """
    select encode(c.id, 'hex'), m.seq, m.rev, m.content,
           m.deleted_at is not null
    from messages m left join conversations c on c.no = m.conversation_no"""
CHANGES = """
    select encode(c.id, 'hex'), x.rev, x.seq
    from changes x left join conversations c on c.no = x.conversation_no"""
HEADS = """
    select encode(c.id, 'hex'), h.last_seq, h.rev
    from heads h left join conversations c on c.no = h.conversation_no"""
READS = """
    select encode(c.id, 'hex'), u.id, k.read_seq
    from cursors k join conversations c on c.no = k.conversation_no
    join users u on u.no = k.user_no"""
CALLS = """
    select id, state, answered_at is not null, end_reason,
           extract(epoch from ended_at - answered_at)
    from calls"""


@dataclass
class Call:
    id: str
    state: int
    answered: bool
    reason: str | None
    seconds: float | None


@dataclass
class Stored:
    # (conversation, seq, rev, content or None if deleted)
    messages: list = field(default_factory=list)
    # (conversation, rev, seq)
    changes: list = field(default_factory=list)
    # conversation: (last seq, rev)
    heads: dict = field(default_factory=dict)
    # (conversation, person): seq
    reads: dict = field(default_factory=dict)
    # id: Call
    calls: dict = field(default_factory=dict)


def read_stored(connection):
    ask = connection.query
    return Stored(
        messages=[(c, int(seq), int(rev), None if deleted == "t" else text)
                  for c, seq, rev, text, deleted in ask(MESSAGES)],
        changes=[(c, int(rev), int(seq)) for c, rev, seq in ask(CHANGES)],
        heads={c: (int(seq), int(rev)) for c, seq, rev in ask(HEADS)},
        reads={(c, who): int(seq) for c, who, seq in ask(READS)},
        calls={id: Call(id, int(state), answered == "t", reason,
                        None if seconds is None else float(seconds))
               for id, state, answered, reason, seconds in ask(CALLS)})
