-- Reads pages of messages: of each conversation ($1) from one seq to another ($2, $3; both included), and where $4 says so how far its members have come.
-- Which page a row belongs to says `n`, and what it is `kind`: from 0 on a
-- message, oldest first; -1 a mark of a present member (sender_no), who had read
-- up to that seq at created_at, oldest first a reader: those inside the page and,
-- of each, the first at or beyond its end; -2 a present member's cursors, read up
-- to seq since created_at, delivered up to reply_to since deleted_at. In one
-- statement, because another round trip costs more than reading a page.
select q.n, r.*
from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::boolean[])
     with ordinality as q(conversation_no, first, last, receipted, n)
cross join lateral (
  select seq, rev, sender_no,
         (date_part('epoch', created_at) * 1000)::bigint as created_at, kind,
         content, extra ->> 'mediaUrl' as media_url, reply_to,
         (date_part('epoch', deleted_at) * 1000)::bigint as deleted_at,
         (extra ->> 'deletedBy')::bigint as deleted_by
  from (
    select *
    from messages p
    where p.conversation_no = q.conversation_no
      and p.seq between q.first and q.last
    order by p.seq) as page
  union all
  select r.upto_seq, 0, r.user_no, (date_part('epoch', r.at) * 1000)::bigint,
         -1, '', null, null, null, null
  from (select user_no
        from members
        where conversation_no = q.conversation_no and to_seq is null
          and q.receipted
        order by user_no) as m
  join lateral (
    select k.user_no, k.upto_seq, k.at
    from read_marks k
    where k.conversation_no = q.conversation_no and k.user_no = m.user_no
      and k.upto_seq between q.first and coalesce((
        select e.upto_seq
        from read_marks e
        where e.conversation_no = q.conversation_no and e.user_no = m.user_no
          and e.upto_seq >= q.last
        order by e.upto_seq
        limit 1), q.last)
    order by k.upto_seq
    -- There are no more; it keeps the planner from beginning with all marks.
    limit q.last - q.first + 2) as r on true
  union all
  select k.read_seq, 0, k.user_no,
         (date_part('epoch', k.read_at) * 1000)::bigint, -2, '', null,
         k.delivered_seq, (date_part('epoch', k.delivered_at) * 1000)::bigint,
         null
  from cursors k
  where k.conversation_no = q.conversation_no and q.receipted) as r
