-- Finds which of the deletions ($1 conversation, $2 rev, $3 seq, $4 who) are stored: after a link was lost.
select c.conversation_no
from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[])
     as k(conversation_no, rev, seq, actor_no)
join changes c on c.conversation_no = k.conversation_no and c.rev = k.rev
where c.kind = 1 and c.seq = k.seq and c.actor_no = k.actor_no
