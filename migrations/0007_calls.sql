-- Calls between two people, for ever: history reads them. The id is the
-- server's own (24 hex digits) or what the caller named it.
create table calls(
  id text collate "C" primary key check (length(id) between 1 and 128),
  caller_no bigint not null,
  callee_no bigint not null check (callee_no <> caller_no),
  media smallint not null,
  kind smallint not null,
  -- 1 = ringing, 2 = answered, 3 = ongoing, 4 = ended.
  state smallint not null check (state between 1 and 4),
  -- The fence: each change names the one before.
  version int not null check (version > 0),
  -- A channel is never used twice: tokens for it can't be taken back.
  channel text collate "C" unique check (length(channel) between 1 and 63),
  conversation_no bigint,
  -- What the caller's device said to the callee's; emptied at the end.
  invite text not null default '',
  created_at timestamptz not null,
  ring_until timestamptz not null,
  answered_at timestamptz,
  connected_at timestamptz,
  ended_at timestamptz,
  -- The connection that answered; says nothing after a restart.
  winner bigint,
  end_reason smallint,
  ended_by_no bigint,
  detail text,
  check ((state = 4) = (end_reason is not null)),
  check ((state = 4) = (ended_at is not null)),
  check (ended_at >= answered_at)
) with (fillfactor = 80);
-- History looks from both ends.
create index calls_by_caller on calls(caller_no, created_at desc, id desc);
create index calls_by_callee on calls(callee_no, created_at desc, id desc);
-- What a server takes up when it starts.
create index calls_live on calls(ring_until) where state < 4;

-- Whoever is in a live call: nobody is in two. Rows are made and dropped in the
-- statement that begins or ends the call, the lower user_no first.
create table live_parties(
  user_no bigint primary key,
  call_id text collate "C" not null
) with (fillfactor = 70);
