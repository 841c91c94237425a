-- Admins read calls of others too, and a call may be in no conversation. Quick:
-- the rows that are there are good, and are looked at once under the lock.
alter table audit_log
  alter column conversation_no drop not null,
  add column call_id text collate "C",
  add check (num_nonnulls(conversation_no, call_id) = 1);
