-- Moves calls on that stand at the expected version, and stores new ones whose people are in no call; answers with the ids of those that it wrote.
-- $1-$11 the moves by id: id, expected version, state, answered, connected,
-- ended, winner, why, by whom, detail, invite; $12-$13 whom they free, and of
-- which call. $14-$26 new calls by id: id, caller, callee, media, kind, state,
-- channel, conversation, invite, created, rings until, ended, why; $27-$28 whom
-- they make busy, rising, and with which call. Nobody is among both, and a call
-- that is not written frees nobody and makes nobody busy.
-- Lateral, so that what is asked for is looked up, even by a plan of the time
-- when there was hardly a call.
-- Two servers that write at once can't wait for each other in a circle: moves
-- come before new calls and these before people, each in rising order. Somebody
-- who has become busy meanwhile is a broken key: then nothing is written.
with moved as (
  update calls c
  set state = m.state,
      version = c.version + 1,
      answered_at = to_timestamp(m.answered_at / 1000.0::float8),
      connected_at = to_timestamp(m.connected_at / 1000.0::float8),
      ended_at = to_timestamp(m.ended_at / 1000.0::float8),
      winner = m.winner,
      end_reason = m.end_reason,
      ended_by_no = m.ended_by_no,
      detail = m.detail,
      invite = m.invite
  from unnest($1::text[], $2::int[], $3::smallint[], $4::bigint[],
              $5::bigint[], $6::bigint[], $7::bigint[], $8::smallint[],
              $9::bigint[], $10::text[], $11::text[])
       as m(id, version, state, answered_at, connected_at, ended_at, winner,
            end_reason, ended_by_no, detail, invite)
  cross join lateral (
    select x.ctid as place from calls x where x.id = m.id limit 1) as found
  where c.ctid = found.place and c.version = m.version and c.state <> 4
  returning c.id
), freed as (
  delete from live_parties
  where user_no = any($12::bigint[])
    -- "is true" keeps these hashed subplans.
    and ((user_no, call_id) in (
      select f.user_no, f.call_id
      from unnest($12::bigint[], $13::text[]) as f(user_no, call_id)
      where (f.call_id in (select id from moved)) is true)) is true
), hindered as (
  select t.call_id
  from unnest($27::bigint[], $28::text[]) as t(user_no, call_id)
  cross join lateral (
    select from live_parties p where p.user_no = t.user_no limit 1) as found
), added as (
  insert into calls(id, caller_no, callee_no, media, kind, state, version,
                    channel, conversation_no, invite, created_at, ring_until,
                    ended_at, end_reason)
  select a.id, a.caller_no, a.callee_no, a.media, a.kind, a.state, 1,
         a.channel,
         (select no from conversations where id = a.conversation_id), a.invite,
         to_timestamp(a.created_at / 1000.0::float8),
         to_timestamp(a.ring_until / 1000.0::float8),
         to_timestamp(a.ended_at / 1000.0::float8), a.end_reason
  from unnest($14::text[], $15::bigint[], $16::bigint[], $17::smallint[],
              $18::smallint[], $19::smallint[], $20::text[], $21::bytea[],
              $22::text[], $23::bigint[], $24::bigint[], $25::bigint[],
              $26::smallint[])
       as a(id, caller_no, callee_no, media, kind, state, channel,
            conversation_id, invite, created_at, ring_until, ended_at,
            end_reason)
  where (a.id in (select call_id from hindered)) is not true
    -- Makes the moves come first.
    and (select count(*) from moved) >= 0
  on conflict do nothing
  returning id
), busy as (
  insert into live_parties(user_no, call_id)
  select t.user_no, t.call_id
  from unnest($27::bigint[], $28::text[]) as t(user_no, call_id)
  where (t.call_id in (select id from added)) is true
)
select id from moved
union all
select id from added
