-- Finds the ids of the conversations, groups (3) apart, that two users ($1, $2) share.
select c.id
from members a
join members b on b.conversation_no = a.conversation_no
join conversations c on c.no = a.conversation_no
where a.user_no = $1::bigint and a.to_seq is null
  and b.user_no = $2::bigint and b.to_seq is null
  and c.kind <> 3
order by c.no
