-- How far each member has come. Narrow and beside `members`, half-empty pages
-- and no further index, so that every update is HOT. A row is made by the first
-- receipt. No foreign keys, as on messages: each would lock a row per receipt.
create table cursors(
  conversation_no bigint not null,
  user_no bigint not null,
  read_seq bigint not null default 0,
  delivered_seq bigint not null default 0,
  read_at timestamptz,
  delivered_at timestamptz,
  primary key (conversation_no, user_no)
) with (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.02);

-- Since when a member had read up to where: what a message's readAt and readBy
-- are computed from. Of conversations of few members only.
create table read_marks(
  conversation_no bigint not null,
  user_no bigint not null,
  upto_seq bigint not null,
  at timestamptz not null,
  primary key (conversation_no, user_no, upto_seq)
);

-- Every durable event of a conversation that is no message: with the messages'
-- own revs, they leave no rev out.
create table changes(
  conversation_no bigint not null,
  rev bigint not null,
  -- 1 = the message at `seq` was deleted.
  kind smallint not null,
  seq bigint,
  actor_no bigint,
  at timestamptz not null,
  data jsonb,
  primary key (conversation_no, rev)
);
