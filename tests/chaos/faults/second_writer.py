"""Somebody else writes to the same conversations, as a second server would: by
the same fence, at once, slowly, or without committing."""

from waiting import spend

NAME = "second-writer"
STRIKES = 6

# What src/storage/sql/messages/append_one.sql does, without a key.
APPEND = """
with fence as (
  update heads set rev = rev + 1, last_seq = last_seq + 1,
    last_at = greatest(last_at, now())
  where conversation_no = {no} and rev = {rev} and last_seq = {seq}
  returning conversation_no, last_seq, rev
), posted as (
  insert into messages(conversation_no, seq, rev, sender_no, created_at, kind,
                       batch, content)
  select conversation_no, last_seq, rev,
    (select min(user_no) from members m where m.conversation_no = {no}),
    now(), 1, gen_random_uuid(), '{content}'
  from fence
)
select last_seq, rev from fence"""


def plan(chance):
    return {"how": chance.choice(["at once", "slowly", "rolled back"]),
            "messages": chance.randint(1, 4), "ms": chance.randint(5, 80)}


def strike(world, step):
    with world.connect("chat") as c:
        conversations = c.query(
            "select no, encode(id, 'hex') from conversations order by no")
        for no, name in conversations:
            for _ in range(step["messages"]):
                write(world, c, no, name, step)


def write(world, c, no, name, step):
    """Until the fence was where it was expected, as a server does."""
    content = f"other server#{len(world.added)} {step['how']}"
    if step["how"] == "rolled back":
        content += " lost"
    while True:
        rev, seq = c.query("select rev, last_seq from heads "
                           f"where conversation_no = {no}")[0]
        c.query("begin")
        got = c.query(APPEND.format(no=no, rev=rev, seq=seq, content=content))
        if got and step["how"] != "at once":
            # The server's own statement waits for this row all the time.
            spend(step["ms"])
        if got and step["how"] == "rolled back":
            c.query("rollback")
            return
        c.query("commit")
        if got:
            world.added.append({
                "t": "acked", "client": "other server", "what": "message",
                "conversation": name, "content": content, "id": None,
                "seq": int(got[0][0]), "rev": int(got[0][1])})
            return
