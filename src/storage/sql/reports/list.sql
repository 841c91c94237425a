-- Lists complaints, the latest first, before a number ($1), $2 at most, after $3 of them, with the messages as they were.
select r.number, r.reason, (extract(epoch from r.at) * 1000)::bigint as at,
       a.id as reporter_id, s.id as sender_id, c.id as conversation_id,
       m.conversation_no, m.seq, m.rev, m.sender_no,
       (extract(epoch from m.created_at) * 1000)::bigint as created_at, m.kind,
       r.content, r.media_url, m.reply_to,
       (extract(epoch from m.deleted_at) * 1000)::bigint as deleted_at,
       (m.extra ->> 'deletedBy')::bigint as deleted_by
from reports r
join conversations c on c.no = r.conversation_no
join messages m on m.conversation_no = r.conversation_no and m.seq = r.seq
join users a on a.no = r.reporter_no
left join users s on s.no = m.sender_no
where r.number < $1::bigint
order by r.number desc
limit $2::bigint offset $3::bigint
