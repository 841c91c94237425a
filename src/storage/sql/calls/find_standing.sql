-- Finds the user who is to be called ($2 id) as they stand to the caller ($1, a number), with the live calls of the two: a row each, one row if there is none.
-- The user comes first: of two columns with a name, the first is found by it.
select u.no, u.id, u.role, u.name, u.picture, u.phone, u.shows_phone,
       u.rate_per_minute,
       (extract(epoch from u.created_at) * 1000)::bigint as created_at,
       (extract(epoch from u.updated_at) * 1000)::bigint as updated_at,
       exists(
         select 1 from relations r
         where r.from_no = $1::bigint and r.to_no = u.no and r.kind = 1)
       or exists(
         select 1 from relations r
         where r.from_no = u.no and r.to_no = $1::bigint and r.kind = 1)
         as consulted,
       p.user_no as party,
       c.id, c.caller_no, c.callee_no, c.media, c.kind, c.state, c.version,
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
from users u
left join live_parties p on p.user_no = any(array[$1::bigint, u.no])
left join calls c on c.id = p.call_id
where u.id = $2::text
