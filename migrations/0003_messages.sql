-- Message ids are computed from (created_at, seq, conversation), not stored.
-- No foreign keys: each would lock a row per insert, and the fence in heads
-- proves the conversation already. Every key begins with conversation_no, so
-- that hash partitions can come later.
create table messages(
  conversation_no bigint not null,
  seq bigint not null,
  rev bigint not null,
  sender_no bigint not null,
  created_at timestamptz not null,
  edited_at timestamptz,
  deleted_at timestamptz,
  kind smallint not null,
  flags smallint not null default 0,
  reply_to bigint,
  -- Which commit wrote the row: tells "ours, the answer was lost" from "taken".
  batch uuid not null,
  -- First half of SHA-256(sender, clientMessageId); body_hash tells a retry
  -- from another message under the same key.
  dedupe uuid,
  body_hash bigint,
  content text not null,
  extra jsonb,
  primary key (conversation_no, seq)
) with (fillfactor = 95);
create unique index messages_dedupe on messages(conversation_no, dedupe)
  where dedupe is not null;
