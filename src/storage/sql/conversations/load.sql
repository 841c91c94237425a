-- Reads conversations ($1 ids) in that order, with their heads, a row for each present member.
-- Unread is counted where $2 says so, to 1,000 among the newest 10,000
-- messages: nobody who wrote or deleted a whole conversation has it scanned.
with chosen as (
  select k.position, c.no, c.id, c.kind, c.status, c.context_type,
         c.context_id, c.title, c.created_at, h.rev, h.last_seq, h.last_at
  from unnest($1::bytea[]) with ordinality as k(id, position)
  join conversations c on c.id = k.id
  join heads h on h.conversation_no = c.no
), peopled as (
  select c.*, m.user_no, m.joined_at,
         greatest(m.from_seq, m.cleared_seq, c.last_seq - 10000) as hidden_seq,
         count(*) over w as members, min(m.user_no) over w as low,
         max(m.user_no) over w as high
  from chosen c
  left join members m on m.conversation_no = c.no and m.to_seq is null
  window w as (partition by c.position)
)
select p.no, p.id, p.kind, p.status, p.context_type, p.context_id, p.title,
       (extract(epoch from p.created_at) * 1000)::bigint as created_at,
       p.rev, p.last_seq,
       (extract(epoch from p.last_at) * 1000)::bigint as last_at,
       -- A group (3) has no pair that could have consulted.
       p.kind <> 3 and coalesce(
         (select true from relations
          where from_no = p.low and to_no = p.high and kind = 1),
         (select true from relations
          where from_no = p.high and to_no = p.low and kind = 1),
         false) as consulted,
       u.no as user_no, u.id as user_id, u.role, u.name, u.picture,
       (extract(epoch from date_trunc('milliseconds', p.joined_at)) * 1000)
         ::bigint as joined_at,
       coalesce(k.read_seq, 0) as read_seq,
       coalesce(k.delivered_seq, 0) as delivered_seq,
       (extract(epoch from k.read_at) * 1000)::bigint as read_at,
       (extract(epoch from k.delivered_at) * 1000)::bigint as delivered_at,
       case
         when $2::boolean and p.members <= 32 then (
           select count(*)
           from (select
                 from messages x
                 where x.conversation_no = p.no
                   and x.seq > greatest(p.hidden_seq, k.read_seq)
                   and x.sender_no <> p.user_no
                   and x.deleted_at is null
                 limit 1000) as n)
         else 0
       end as unread
from peopled p
left join users u on u.no = p.user_no
left join cursors k
  on k.conversation_no = p.no and k.user_no = p.user_no
order by p.position, p.joined_at, p.user_no
