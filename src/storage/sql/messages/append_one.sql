-- Appends one message if the conversation's fence stands where expected; answers with the conversation.
-- The same as append, which costs a lone message a third more: $1 batch;
-- $2-$4 the fence: number, rev, last seq; $5-$14 the message.
with fence as (
  update heads
  set rev = rev + 1,
      last_seq = last_seq + 1,
      last_at = greatest(last_at, to_timestamp($8::bigint / 1000.0::float8))
  where conversation_no = $2::bigint
    and rev = $3::bigint
    and last_seq = $4::bigint
  returning conversation_no
), posted as (
  insert into messages(conversation_no, seq, rev, sender_no, created_at, kind,
                       reply_to, batch, dedupe, body_hash, content, extra)
  select conversation_no, $5::bigint, $6::bigint, $7::bigint,
         to_timestamp($8::bigint / 1000.0::float8), $9::smallint, $10::bigint,
         $1::uuid, $11::uuid, $12::bigint, $13::text, $14::jsonb
  from fence
)
select conversation_no from fence
