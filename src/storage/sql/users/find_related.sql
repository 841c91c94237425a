-- Finds one user ($2 id), and whether one of the two has consulted the other ($1, the viewer's number).
select u.no, u.id, u.role, u.name, u.phone, u.picture, u.shows_phone,
       u.rate_per_minute,
       (extract(epoch from u.created_at) * 1000)::bigint as created_at,
       (extract(epoch from u.updated_at) * 1000)::bigint as updated_at,
       exists(
         select 1 from relations r
         where r.from_no = $1::bigint and r.to_no = u.no and r.kind = 1)
       or exists(
         select 1 from relations r
         where r.from_no = u.no and r.to_no = $1::bigint and r.kind = 1)
         as consulted
from users u
where u.id = $2::text
