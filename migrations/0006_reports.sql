-- What people complained about: the message as it was then, because it may be
-- deleted since. Once a person and message: who complains again changes the
-- reason.
create table reports(
  number bigint generated always as identity primary key,
  reporter_no bigint not null,
  conversation_no bigint not null,
  seq bigint not null,
  reason text not null check (length(reason) between 1 and 1000),
  content text not null,
  media_url text,
  at timestamptz not null,
  unique (conversation_no, seq, reporter_no)
);

-- Which admin read or did what with a conversation of others. Append-only. A
-- row may stand here twice if the answer to the first was lost. No index yet:
-- nothing in the program reads it.
create table audit_log(
  number bigint generated always as identity primary key,
  admin_no bigint not null,
  action text not null,
  conversation_no bigint not null,
  at timestamptz not null
);

-- Whom an astrologer without a conversation writes to.
create index users_admins on users(no) where role = 3;
