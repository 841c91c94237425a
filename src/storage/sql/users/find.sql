-- Finds one user ($1 id).
select no, id, role, name, phone, picture, shows_phone, rate_per_minute,
       (extract(epoch from created_at) * 1000)::bigint as created_at,
       (extract(epoch from updated_at) * 1000)::bigint as updated_at
from users
where id = $1::text
