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
create table peer.calls(
  no bigint primary key, caller text not null, callee text not null,
  kind text not null, channel text not null, status text not null,
  created_at bigint not null, answered_at bigint, ended_at bigint,
  end_reason text, ended_by text) with (fillfactor=50);
-- Nobody is in two live calls.
create table peer.live_parties(
  user_id text primary key, call_no bigint not null) with (fillfactor=50);
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

export const findUser = named('find_user', `
  select id, role, name from peer.users where id = $1`);

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

// The lower id first, so that two who dial each other don't wait for each other.
export const beginCall = named('begin_call', `
  with parties as (
    insert into peer.live_parties
    values(least($2, $3), $1::bigint), (greatest($2, $3), $1::bigint))
  insert into peer.calls(no, caller, callee, kind, channel, status, created_at)
  values($1, $2, $3, $4, $5, 'ringing', $6)`);

export const answerCall = named('answer_call', `
  update peer.calls set status = 'answered', answered_at = $2
  where no = $1 and status = 'ringing'`);

export const endCall = named('end_call', `
  with ended as (
    update peer.calls set status = $2, ended_at = $3, end_reason = $4,
      ended_by = $5
    where no = $1 and ended_at is null returning no, caller, callee)
  delete from peer.live_parties p using ended e
  where p.user_id in (e.caller, e.callee) and p.call_no = e.no`);

// What waited of all three kinds. The arrays are those of calls that begin, of
// calls that are answered, and of calls that end.
export const changeCalls = named('change_calls', `
  with parties as (
    insert into peer.live_parties
    select user_id, no from unnest($1::bigint[], $2::text[], $3::text[])
      as b(no, caller, callee)
    cross join lateral (values(caller), (callee)) as v(user_id)),
  begun as (
    insert into peer.calls(no, caller, callee, kind, channel, created_at,
      status)
    select *, 'ringing' from unnest($1::bigint[], $2::text[], $3::text[],
      $4::text[], $5::text[], $6::bigint[])),
  answered as (
    update peer.calls c set status = 'answered', answered_at = a.at
    from unnest($7::bigint[], $8::bigint[]) a(no, at)
    where c.no = a.no and c.status = 'ringing' returning c.no),
  ended as (
    update peer.calls c set status = e.status, ended_at = e.at,
      end_reason = e.reason, ended_by = e.who
    from unnest($9::bigint[], $10::text[], $11::bigint[], $12::text[],
      $13::text[]) e(no, status, at, reason, who)
    where c.no = e.no and c.ended_at is null
    returning c.no, c.caller, c.callee),
  freed as (
    delete from peer.live_parties p
    using (select no, caller as user_id from ended
           union all select no, callee from ended) e
    where p.user_id = e.user_id and p.call_no = e.no)
  select no from answered union all select no from ended`);

export const findCall = named('find_call', `
  select * from peer.calls where no = $1`);
