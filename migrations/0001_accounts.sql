-- Who there is. `no` is the number that every other table uses, `id` is the
-- host application's own name for the person.
create table users(
  no bigint generated always as identity primary key,
  id text collate "C" not null unique check (length(id) between 1 and 128),
  role smallint not null,
  name text,
  phone text,
  picture text,
  rate_per_minute int check (rate_per_minute >= 0),
  -- SHA-256 over what the last token said: a sign-in that says the same again
  -- writes nothing.
  claims_hash bytea,
  password_hash text,
  revoked_before timestamptz,
  banned_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
