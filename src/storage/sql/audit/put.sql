-- Notes what an admin ($1) did ($2) with a conversation ($3 id) at a time ($4).
insert into audit_log(admin_no, action, conversation_no, at)
select $1::bigint, $2::text, no, to_timestamp($4::bigint / 1000.0::float8)
from conversations
where id = $3::bytea
returning number
