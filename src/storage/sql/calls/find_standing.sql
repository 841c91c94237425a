-- Finds users who are to be called ($2 ids) as they stand to their callers ($1, numbers), with the live calls of the two: a row each, one row if there is none, none if there is no such user.
-- Lateral and without exists, so that each is looked up, even by a plan of the
-- time when there was hardly anything to look through.
select u.no, u.id, u.role, u.name, u.phone, u.picture, u.shows_phone,
       u.rate_per_minute,
       (extract(epoch from u.created_at) * 1000)::bigint as created_at,
       (extract(epoch from u.updated_at) * 1000)::bigint as updated_at,
       coalesce((
         select true from relations r
         where r.from_no = q.caller_no and r.to_no = u.no and r.kind = 1), (
         select true from relations r
         where r.from_no = u.no and r.to_no = q.caller_no and r.kind = 1),
         false) as consulted,
       q.n, u.banned_at is not null as banned, p.user_no as party,
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
from unnest($1::bigint[], $2::text[])
     with ordinality as q(caller_no, callee_id, n)
join users u on u.id = q.callee_id
left join live_parties p on p.user_no = any(array[q.caller_no, u.no])
left join lateral (
  select * from calls x where x.id = p.call_id limit 1) as c on true
