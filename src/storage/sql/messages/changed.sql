-- Reads the messages of a conversation ($1) that were posted or changed after a rev ($2), in the order of their revs, $3 at most.
-- An index by rev would cost every insert a quarter more time and a third more
-- WAL. But every rev is a post or a row of changes: counting these, from the
-- nearer end, tells the last seq at $2.
with seen as (
  select case
           when 2 * $2::bigint > h.rev then
             h.last_seq - (h.rev - $2::bigint) + (
               select count(*)
               from changes c
               where c.conversation_no = $1::bigint and c.rev > $2::bigint)
           else
             $2::bigint - (
               select count(*)
               from changes c
               where c.conversation_no = $1::bigint and c.rev <= $2::bigint)
         end as seq
  from heads h
  where h.conversation_no = $1::bigint
), changed as (
  select m.seq, m.rev
  from changes c
  -- The limit keeps the planner from beginning with all messages.
  join lateral (
    select x.seq, x.rev
    from messages x
    where x.conversation_no = $1::bigint and x.seq = c.seq and x.rev = c.rev
    limit 1) as m on true
  where c.conversation_no = $1::bigint and c.rev > $2::bigint
  order by c.rev
  limit $3::bigint
), posted as (
  select m.seq, m.rev
  from messages m
  where m.conversation_no = $1::bigint
    and m.seq > (select seq from seen)
    -- None that comes after the last change which fits is looked at.
    and m.seq <= (select seq from seen) + (
      select case when count(*) = $3::bigint then max(rev) - $2::bigint
                  else 268435456 end
      from changed)
    and m.rev > $2::bigint
    -- One that changed since comes where it changed, not here. By key; of "not
    -- exists" a join could be made, over all.
    and (select true
         from changes c
         where c.conversation_no = m.conversation_no
           and c.rev = m.rev) is null
  order by m.seq
  limit $3::bigint
), moved as (
  select seq from (select * from changed union all select * from posted) as x
  order by rev
  limit $3::bigint
)
select m.conversation_no, m.seq, m.rev, m.sender_no,
       (extract(epoch from m.created_at) * 1000)::bigint as created_at, m.kind,
       m.content, m.extra ->> 'mediaUrl' as media_url, m.reply_to,
       (extract(epoch from m.deleted_at) * 1000)::bigint as deleted_at,
       (m.extra ->> 'deletedBy')::bigint as deleted_by
from moved
join messages m on m.conversation_no = $1::bigint and m.seq = moved.seq
order by m.rev
