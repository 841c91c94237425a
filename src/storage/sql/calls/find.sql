-- Finds a call by its id ($1).
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
from calls c
where c.id = $1::text
