-- Finds users by id and writes those that are new or whose claims changed.
-- $1 ids without repetition, $2 roles, $3 names, $4 phones, $5 pictures, $6
-- hashes of the claims, $7 now, $8 whether the tokens name the role.
with given as (
  select g.*, u.no, u.claims_hash as stored, u.role as stored_role,
         u.name as stored_name, u.phone as stored_phone,
         u.picture as stored_picture, u.shows_phone, u.banned_at,
         u.revoked_before
  from unnest($1::text[], $2::smallint[], $3::text[], $4::text[], $5::text[],
              $6::bytea[]) as g(id, role, name, phone, picture, claims_hash)
  left join users u on u.id = g.id
), written as (
  insert into users(id, role, name, phone, picture, claims_hash, created_at,
                    updated_at)
  select id, role, name, phone, picture, claims_hash,
         to_timestamp($7::bigint / 1000.0::float8),
         to_timestamp($7::bigint / 1000.0::float8)
  from given
  where stored is distinct from claims_hash
  order by id
  on conflict (id) do update
  set role = case when $8::boolean then excluded.role else users.role end,
      name = coalesce(excluded.name, users.name),
      phone = coalesce(excluded.phone, users.phone),
      picture = coalesce(excluded.picture, users.picture),
      claims_hash = excluded.claims_hash,
      updated_at = excluded.updated_at
  returning no, id, role, name, phone, picture, shows_phone, banned_at,
    revoked_before
)
select no, id, role, name, phone, picture, shows_phone,
       banned_at is not null as banned,
       (extract(epoch from revoked_before) * 1000)::bigint as revoked_before,
       true as written
from written
union all
select no, id, stored_role, stored_name, stored_phone, stored_picture,
       shows_phone, banned_at is not null,
       (extract(epoch from revoked_before) * 1000)::bigint, false
from given
where stored = claims_hash
