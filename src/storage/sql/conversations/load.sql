-- Reads a conversation ($1 id) with its head, a row for each present member.
select c.no, c.id, c.kind, c.status, c.context_type, c.context_id, c.title,
       (extract(epoch from c.created_at) * 1000)::bigint as created_at,
       h.rev, h.last_seq, (extract(epoch from h.last_at) * 1000)::bigint
         as last_at,
       -- A group (3) has no pair that could have consulted.
       c.kind <> 3 and exists(
         select 1
         from members a
         join members b
           on b.conversation_no = a.conversation_no and b.user_no <> a.user_no
         join relations r
           on r.from_no = a.user_no and r.to_no = b.user_no and r.kind = 1
         where a.conversation_no = c.no) as consulted,
       u.no as user_no, u.id as user_id, u.role, u.name, u.picture,
       (extract(epoch from date_trunc('milliseconds', m.joined_at)) * 1000)
         ::bigint as joined_at
from conversations c
join heads h on h.conversation_no = c.no
left join members m on m.conversation_no = c.no and m.to_seq is null
left join users u on u.no = m.user_no
where c.id = $1::bytea
order by m.joined_at, m.user_no
