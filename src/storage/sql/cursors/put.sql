-- Moves cursors forward, never beyond what is stored, and marks who has read since when; answers how many moved.
-- $1-$7 one row per member, in key order: conversation, user, read up to and
-- when, delivered up to and when (0 and null = not said), whether to mark.
with asked as (
  select k.conversation_no, k.user_no, least(k.read_seq, h.last_seq) as read_seq,
         to_timestamp(k.read_at / 1000.0::float8) as read_at,
         least(k.delivered_seq, h.last_seq) as delivered_seq,
         to_timestamp(k.delivered_at / 1000.0::float8) as delivered_at,
         k.marked
  from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[],
              $5::bigint[], $6::bigint[], $7::boolean[])
       as k(conversation_no, user_no, read_seq, read_at, delivered_seq,
            delivered_at, marked)
  join heads h on h.conversation_no = k.conversation_no
  where h.last_seq > 0 and greatest(k.read_seq, k.delivered_seq) > 0
), moved as (
  insert into cursors as c (conversation_no, user_no, read_seq, delivered_seq,
                            read_at, delivered_at)
  select conversation_no, user_no, read_seq, delivered_seq, read_at,
         delivered_at
  from asked
  on conflict (conversation_no, user_no) do update
  set read_seq = greatest(c.read_seq, excluded.read_seq),
      read_at = case when excluded.read_seq > c.read_seq
                     then excluded.read_at else c.read_at end,
      delivered_seq = greatest(c.delivered_seq, excluded.delivered_seq),
      delivered_at = case when excluded.delivered_seq > c.delivered_seq
                          then excluded.delivered_at else c.delivered_at end
  where excluded.read_seq > c.read_seq
     or excluded.delivered_seq > c.delivered_seq
  returning conversation_no, user_no, read_seq, read_at
), marks as (
  insert into read_marks(conversation_no, user_no, upto_seq, at)
  select conversation_no, user_no, read_seq, read_at
  from moved
  -- The read cursor moved if it stands where it was asked to, since then. "is
  -- true" keeps this a hashed subplan, as in messages_append.
  where ((conversation_no, user_no, read_seq, read_at) in
         (select conversation_no, user_no, read_seq, read_at
          from asked
          where marked and read_seq > 0)) is true
  on conflict do nothing
)
select count(*) from moved
