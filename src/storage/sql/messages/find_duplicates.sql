-- Finds the messages stored under dedupe keys ($1 conversation, $2 dedupe), and whether the batch ($3) wrote them.
select m.conversation_no, m.seq, m.rev, m.sender_no,
       (extract(epoch from m.created_at) * 1000)::bigint as created_at, m.kind,
       m.content, m.extra ->> 'mediaUrl' as media_url, m.reply_to,
       (extract(epoch from m.deleted_at) * 1000)::bigint as deleted_at,
       (m.extra ->> 'deletedBy')::bigint as deleted_by,
       m.dedupe, m.body_hash, m.batch = $3::uuid as ours
from unnest($1::bigint[], $2::uuid[]) as k(conversation_no, dedupe)
join messages m
  on m.conversation_no = k.conversation_no and m.dedupe = k.dedupe
