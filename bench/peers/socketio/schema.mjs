// The tables, made anew at each start.

export const schema = `
set client_min_messages = warning;
drop schema if exists peer cascade;
create schema peer;
create table peer.users(id text primary key, role text not null, name text);
create table peer.consultations(user_id text, astrologer_id text,
  primary key(user_id, astrologer_id));
create table peer.conversations(
  no bigint generated always as identity primary key,
  kind text not null, members text[] not null, pair text unique,
  last_seq bigint not null default 0, last_at timestamptz not null default now()
) with (fillfactor=50);
create table peer.messages(
  conversation_no bigint not null, seq bigint not null, sender text not null,
  kind text not null, content text not null, media_url text, reply_to bigint,
  created_at bigint not null, primary key(conversation_no, seq));
create table peer.reads(conversation_no bigint, user_id text,
  seq bigint not null, primary key(conversation_no, user_id))
  with (fillfactor=50);
`;

// Each is prepared once a connection.
const named = (name, text) => ({name, text});

export const putUser = named('put_user', `
  insert into peer.users values($1, $2, $3)
  on conflict(id) do update set role = $2, name = $3`);

export const putConsultation = named('put_consultation', `
  insert into peer.consultations values($1, $2) on conflict do nothing`);

export const findConsultation = named('find_consultation', `
  select from peer.consultations where user_id = $1 and astrologer_id = $2`);

export const findRoles = named('find_roles', `
  select id, role from peer.users where id = any($1)`);

export const makeConversation = named('make_conversation', `
  insert into peer.conversations(kind, members, pair) values($1, $2, $3)
  on conflict(pair) do update set kind = excluded.kind returning no`);

export const findConversation = named('find_conversation', `
  select kind, members, last_seq from peer.conversations where no = $1`);

// One message. The conversation's row is what orders those of two processes.
export const addMessage = named('add_message', `
  with head as (
    update peer.conversations set last_seq = last_seq + 1, last_at = now()
    where no = $1 returning last_seq)
  insert into peer.messages(conversation_no, seq, sender, kind, content,
    media_url, reply_to, created_at)
  select $1, last_seq, $2, $3, $4, $5, $6, $7 from head returning seq`);

// All that waited while the last commit ran. One process owns a conversation,
// so it knows the next number; the primary key would refuse a second owner.
export const addMessages = named('add_messages', `
  with head as (
    update peer.conversations c set last_seq = h.seq, last_at = now()
    from unnest($8::bigint[], $9::bigint[]) h(no, seq) where c.no = h.no)
  insert into peer.messages(conversation_no, seq, sender, kind, content,
    media_url, created_at)
  select * from unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[],
    $5::text[], $6::text[], $7::bigint[])`);

const columns = 'seq, sender, kind, content, media_url, reply_to, created_at';

export const newest = named('newest', `
  select ${columns} from peer.messages
  where conversation_no = $1 and seq < $2 order by seq desc limit $3`);

export const following = named('following', `
  select ${columns} from peer.messages
  where conversation_no = $1 and seq > $2 order by seq limit $3`);

export const markRead = named('mark_read', `
  insert into peer.reads values($1, $2, $3)
  on conflict(conversation_no, user_id) do update
  set seq = greatest(reads.seq, excluded.seq)`);
