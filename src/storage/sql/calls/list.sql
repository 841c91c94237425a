-- Lists the calls of a user ($1), the latest first: $2 at most, after $3 of them.
-- Unless $4 is null, only those whose state is of $4 or whose end reason is of
-- $5; unless $6 is null, only outgoing (true) or only incoming ones (false).
-- Each direction gives as many as may be needed from its own index; a rare
-- status costs a look at all calls of this user, but of nobody else.
select c.id, c.caller_no, c.callee_no, c.media, c.kind, c.state, c.version,
       c.channel,
       (select id from conversations where no = c.conversation_no)
         as conversation_id,
       c.invite,
       (extract(epoch from c.created_at) * 1000)::bigint as created_at,
       (extract(epoch from c.ring_until) * 1000)::bigint as ring_until,
       (extract(epoch from c.answered_at) * 1000)::bigint as answered_at,
       (extract(epoch from c.connected_at) * 1000)::bigint as connected_at,
       (extract(epoch from c.ended_at) * 1000)::bigint as ended_at,
       c.winner, c.end_reason, c.ended_by_no, c.detail
from (
  (select * from calls
   where caller_no = $1::bigint and $6::boolean is not false
     and ($4::smallint[] is null or state = any($4::smallint[])
          or end_reason = any($5::smallint[]))
   order by created_at desc, id desc limit $2::bigint + $3::bigint)
  union all
  (select * from calls
   where callee_no = $1::bigint and $6::boolean is not true
     and ($4::smallint[] is null or state = any($4::smallint[])
          or end_reason = any($5::smallint[]))
   order by created_at desc, id desc limit $2::bigint + $3::bigint)
) c
order by c.created_at desc, c.id desc
limit $2::bigint offset $3::bigint
