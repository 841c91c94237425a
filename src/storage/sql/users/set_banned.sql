-- Forbids a user ($1 id) to sign in, or allows it again ($2), at a time ($3); the first ban keeps its time.
update users
set banned_at = case
                  when $2::boolean then
                    coalesce(banned_at,
                             to_timestamp($3::bigint / 1000.0::float8))
                end,
    updated_at = to_timestamp($3::bigint / 1000.0::float8)
where id = $1::text
returning no, id, role, name, phone, picture, shows_phone, rate_per_minute,
  (extract(epoch from created_at) * 1000)::bigint as created_at,
  (extract(epoch from updated_at) * 1000)::bigint as updated_at
