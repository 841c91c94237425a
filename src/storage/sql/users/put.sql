-- Makes or changes a user as the host application says; what it leaves out ($3-$6, $8) stays.
-- $1 id, $2 role, $3 name, $4 phone, $5 picture, $6 rate, $7 now, $8 whether
-- the phone is shown.
insert into users(id, role, name, phone, picture, rate_per_minute, created_at,
                  updated_at, shows_phone)
values ($1::text, $2::smallint, $3::text, $4::text, $5::text, $6::int,
        to_timestamp($7::bigint / 1000.0::float8),
        to_timestamp($7::bigint / 1000.0::float8),
        coalesce($8::boolean, false))
on conflict (id) do update
set role = excluded.role,
    name = coalesce(excluded.name, users.name),
    phone = coalesce(excluded.phone, users.phone),
    picture = coalesce(excluded.picture, users.picture),
    rate_per_minute = coalesce(excluded.rate_per_minute, users.rate_per_minute),
    shows_phone = coalesce($8::boolean, users.shows_phone),
    updated_at = excluded.updated_at
returning no, id, role, name, phone, picture, shows_phone, rate_per_minute,
  (extract(epoch from created_at) * 1000)::bigint as created_at,
  (extract(epoch from updated_at) * 1000)::bigint as updated_at
