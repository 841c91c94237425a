-- Reads the messages of a conversation ($1) from one seq to another ($2, $3; both included), oldest first.
select conversation_no, seq, rev, sender_no,
       (extract(epoch from created_at) * 1000)::bigint as created_at, kind,
       content, extra ->> 'mediaUrl' as media_url, reply_to,
       (extract(epoch from deleted_at) * 1000)::bigint as deleted_at,
       (extra ->> 'deletedBy')::bigint as deleted_by
from messages
where conversation_no = $1::bigint and seq between $2::bigint and $3::bigint
order by seq
