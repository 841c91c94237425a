-- Appends messages to the conversations whose fence stands where expected; answers with those conversations.
-- $1 batch; $2-$6 one fence per conversation: number, rev, last seq, how many
-- posts, time of the last; $7-$17 the messages, in key order.
with fence as (
  update heads h
  set rev = h.rev + f.posts,
      last_seq = h.last_seq + f.posts,
      last_at = greatest(h.last_at, to_timestamp(f.at / 1000.0::float8))
  from unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[],
              $6::bigint[]) as f(conversation_no, rev, last_seq, posts, at)
  where h.conversation_no = f.conversation_no
    and h.rev = f.rev
    and h.last_seq = f.last_seq
  returning h.conversation_no
), posted as (
  insert into messages(conversation_no, seq, rev, sender_no, created_at, kind,
                       reply_to, batch, dedupe, body_hash, content, extra)
  select m.conversation_no, m.seq, m.rev, m.sender_no,
         to_timestamp(m.at / 1000.0::float8), m.kind, m.reply_to, $1::uuid,
         m.dedupe, m.body_hash, m.content, m.extra::jsonb
  from unnest($7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[],
              $11::bigint[], $12::smallint[], $13::bigint[], $14::uuid[],
              $15::bigint[], $16::text[], $17::text[])
       as m(conversation_no, seq, rev, sender_no, at, kind, reply_to, dedupe,
            body_hash, content, extra)
  -- "is true" keeps this a hashed subplan; as a join it would be a nested loop
  -- over both lists.
  where (m.conversation_no in (select conversation_no from fence)) is true
)
select conversation_no from fence
