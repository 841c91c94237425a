-- Lists the calls that have not ended, the ones that rang first in front.
select c.id, c.caller_no, c.callee_no, c.media, c.kind, c.state, c.version,
       c.channel, n.id as conversation_id, c.invite,
       (extract(epoch from c.created_at) * 1000)::bigint as created_at,
       (extract(epoch from c.ring_until) * 1000)::bigint as ring_until,
       (extract(epoch from c.answered_at) * 1000)::bigint as answered_at,
       (extract(epoch from c.connected_at) * 1000)::bigint as connected_at,
       (extract(epoch from c.ended_at) * 1000)::bigint as ended_at,
       c.winner, c.end_reason, c.ended_by_no, c.detail
from live_parties p
-- Each call once, though two people are in it.
join calls c on c.id = p.call_id and c.caller_no = p.user_no
left join conversations n on n.no = c.conversation_no
order by c.ring_until
