-- How far each member has come. Narrow and apart from members, so that every
-- update is HOT; a row is made when it is first written.
create table cursors(
  conversation_no bigint,
  user_no bigint,
  read_seq bigint not null default 0,
  delivered_seq bigint not null default 0,
  read_at timestamptz,
  delivered_at timestamptz,
  primary key (conversation_no, user_no)
) with (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.02);

create table read_marks(
  conversation_no bigint,
  user_no bigint,
  upto_seq bigint,
  at timestamptz not null,
  primary key (conversation_no, user_no, upto_seq)
);

create table changes(
  conversation_no bigint,
  rev bigint,
  kind smallint not null,
  seq bigint,
  actor_no bigint,
  at timestamptz not null,
  data jsonb,
  primary key (conversation_no, rev)
);
