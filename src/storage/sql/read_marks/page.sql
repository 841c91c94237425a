-- Reads what the present members of a conversation ($1) had read of a page ($2 first, $3 last seq) since when, oldest first a reader.
-- Those are the marks inside the page and, of each reader, the first at or
-- beyond its end.
select r.user_no, r.upto_seq, (extract(epoch from r.at) * 1000)::bigint as at
from members m
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
where m.conversation_no = $1::bigint and m.to_seq is null
order by r.user_no, r.upto_seq
