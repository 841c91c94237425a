-- Finds users ($1 ids); those that do not exist are left out.
select u.no, u.id, u.role
from unnest($1::text[]) as k(id)
join users u on u.id = k.id
