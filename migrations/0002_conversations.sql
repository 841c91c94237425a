-- The number has 36 bits in a message id.
create table conversations(
  no bigint generated always as identity primary key check (no < 68719476736),
  id bytea not null unique check (length(id) = 12),
  kind smallint not null,
  -- kind|lower user no|higher user no|context_type|context_id; null for groups.
  -- What makes a pair's conversation the only one.
  pair_key text collate "C" unique,
  booking_id text collate "C" unique,
  context_type text,
  context_id text,
  title text,
  status smallint not null default 0,
  created_at timestamptz not null
);

-- The fence that every durable event of a conversation moves on. Fixed width,
-- half-empty pages and no further index, so that every update is HOT.
create table heads(
  conversation_no bigint primary key references conversations,
  rev bigint not null default 0,
  last_seq bigint not null default 0 check (last_seq < 268435456),
  epoch bigint not null default 0,
  last_at timestamptz not null
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02);

create table members(
  conversation_no bigint,
  user_no bigint,
  role smallint not null,
  from_seq bigint not null default 0,
  to_seq bigint,
  cleared_seq bigint not null default 0,
  hidden_at timestamptz,
  muted_until timestamptz,
  -- Its microseconds keep the order in which members were named together.
  joined_at timestamptz not null,
  primary key (conversation_no, user_no)
);
create index on members(user_no, conversation_no) where to_seq is null;

-- consulted, contact, blocked: one way, from one person to another.
create table relations(
  from_no bigint,
  to_no bigint,
  kind smallint,
  at timestamptz not null,
  primary key (from_no, to_no, kind)
);
create index on relations(to_no, kind);
