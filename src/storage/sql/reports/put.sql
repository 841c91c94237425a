-- Keeps the complaint of a member ($1) about a message that it can see; one who complains again changes the reason.
-- $2 conversation, $3 seq, $4 reason, $5 now, $6 the second of the message.
insert into reports(reporter_no, conversation_no, seq, reason, content,
                    media_url, at)
select p.user_no, m.conversation_no, m.seq, $4::text, m.content,
       m.extra ->> 'mediaUrl', to_timestamp($5::bigint / 1000.0::float8)
from members p
join messages m
  on m.conversation_no = p.conversation_no and m.seq = $3::bigint
where p.conversation_no = $2::bigint and p.user_no = $1::bigint
  and p.to_seq is null and m.deleted_at is null and m.seq > p.from_seq
  and floor(extract(epoch from m.created_at)) = $6::bigint
on conflict (conversation_no, seq, reporter_no) do update
set reason = excluded.reason
returning number
