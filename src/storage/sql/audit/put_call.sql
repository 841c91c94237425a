-- Notes what an admin ($1) did ($2) with a call ($3) at a time ($4).
insert into audit_log(admin_no, action, call_id, at)
select $1::bigint, $2::text, id, to_timestamp($4::bigint / 1000.0::float8)
from calls
where id = $3::text
returning number
