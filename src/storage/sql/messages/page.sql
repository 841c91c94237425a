-- Reads the messages of a conversation ($1) from one seq to another ($2, $3; both included), and where $4 says so how far its members have come.
-- What a row is says `what`: 0 a message, oldest first; 1 a mark of a present
-- member (sender_no), who had read up to that seq at created_at, oldest first
-- a reader: those inside the page and, of each, the first at or beyond its end;
-- 2 a present member's cursors, read up to seq since created_at, delivered up
-- to reply_to since deleted_at. In one statement, because another round trip
-- costs more than reading a page.
select 0 as what, conversation_no, seq, rev, sender_no,
       (date_part('epoch', created_at) * 1000)::bigint as created_at, kind,
       content, extra ->> 'mediaUrl' as media_url, reply_to,
       (date_part('epoch', deleted_at) * 1000)::bigint as deleted_at,
       (extra ->> 'deletedBy')::bigint as deleted_by
from (
  select *
  from messages
  where conversation_no = $1::bigint and seq between $2::bigint and $3::bigint
  order by seq) as page
union all
select 1, $1::bigint, r.upto_seq, 0, r.user_no,
       (date_part('epoch', r.at) * 1000)::bigint, 0, '', null, null, null, null
from (select user_no
      from members
      where conversation_no = $1::bigint and to_seq is null and $4::boolean
      order by user_no) as m
join lateral (
  select k.user_no, k.upto_seq, k.at
  from read_marks k
  where k.conversation_no = $1::bigint and k.user_no = m.user_no
    and k.upto_seq between $2::bigint and coalesce((
      select e.upto_seq
      from read_marks e
      where e.conversation_no = $1::bigint and e.user_no = m.user_no
        and e.upto_seq >= $3::bigint
      order by e.upto_seq
      limit 1), $3::bigint)
  order by k.upto_seq
  -- There are no more; it keeps the planner from beginning with all marks.
  limit $3::bigint - $2::bigint + 2) as r on true
union all
select 2, $1::bigint, k.read_seq, 0, k.user_no,
       (date_part('epoch', k.read_at) * 1000)::bigint, 0, '', null,
       k.delivered_seq, (date_part('epoch', k.delivered_at) * 1000)::bigint,
       null
from cursors k
where k.conversation_no = $1::bigint and $4::boolean
