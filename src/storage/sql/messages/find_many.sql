-- Reads single messages ($1 conversation, $2 seq); those that do not exist are left out.
select m.conversation_no, m.seq, m.rev, m.sender_no,
       (extract(epoch from m.created_at) * 1000)::bigint as created_at, m.kind,
       m.content, m.extra ->> 'mediaUrl' as media_url, m.reply_to,
       (extract(epoch from m.deleted_at) * 1000)::bigint as deleted_at,
       (m.extra ->> 'deletedBy')::bigint as deleted_by
from unnest($1::bigint[], $2::bigint[]) as k(conversation_no, seq)
join messages m on m.conversation_no = k.conversation_no and m.seq = k.seq
