-- Finds which of the messages ($1 conversation, $2 seq) a batch ($3) wrote: after a link was lost.
select m.conversation_no, m.seq
from unnest($1::bigint[], $2::bigint[]) as k(conversation_no, seq)
join messages m on m.conversation_no = k.conversation_no and m.seq = k.seq
where m.batch = $3::uuid
