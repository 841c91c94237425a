-- Finds the conversations of a user ($1) that moved beyond what was seen, $5 at most: those of $2 first, then the latest.
-- With $6 also those of $2 that did not move. $2-$4 what was seen: ids, seqs, revs. Where the rev is 0, only a seq was; it
-- stands for the rev of the last message up to it that never changed: the
-- message's own may have moved past others that were not seen.
with seen as (
  -- Groups what a join would compare one by one.
  select conversation_no, max(seq) as seq, max(rev) as rev,
         bool_or(not mine) as named
  from (select conversation_no, 0::bigint as seq, 0::bigint as rev,
               true as mine
        from members
        where user_no = $1::bigint and to_seq is null
        union all
        select c.no, k.seq, k.rev, false
        from unnest($2::bytea[], $3::bigint[], $4::bigint[])
             as k(id, seq, rev)
        join conversations c on c.id = k.id) as x
  group by conversation_no
  having bool_or(mine)
), known as materialized (
  select s.conversation_no, s.named, h.last_at, h.rev as head_rev, s.seq,
         case
           when s.rev > 0 or s.seq = 0 then s.rev
           else coalesce((
             select m.rev
             from messages m
             where m.conversation_no = s.conversation_no and m.seq <= s.seq
               -- By key; of "not exists" a join could be made, over all.
               and (select true
                    from changes c
                    where c.conversation_no = m.conversation_no
                      and c.rev = m.rev) is null
             order by m.seq desc
             limit 1), 0)
         end as rev
  from seen s
  join heads h on h.conversation_no = s.conversation_no
), missed as (
  select conversation_no, named, last_at, seq, rev
  from known
  where head_rev > rev or (named and $6::boolean)
  order by named desc, last_at desc, conversation_no desc
  limit $5::bigint
)
select c.id, m.seq, m.rev
from missed m
join conversations c on c.no = m.conversation_no
order by m.named desc, m.last_at desc, m.conversation_no desc
