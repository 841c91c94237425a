-- Stores a new call and makes the users $2 busy; fails on a unique key if one of them is, or if the id or channel was used.
-- $1 id, $3 caller, $4 callee, $5 media, $6 kind, $7 state, $8 channel,
-- $9 conversation, $10 invite, $11 created, $12 rings until, $13 ended, $14 why.
with busy as (
  insert into live_parties(user_no, call_id)
  select u, $1::text from unnest($2::bigint[]) as u order by u
)
insert into calls(id, caller_no, callee_no, media, kind, state, version,
                  channel, conversation_no, invite, created_at, ring_until,
                  ended_at, end_reason)
values ($1::text, $3::bigint, $4::bigint, $5::smallint, $6::smallint,
        $7::smallint, 1, $8::text,
        (select no from conversations where id = $9::bytea), $10::text,
        to_timestamp($11::bigint / 1000.0::float8),
        to_timestamp($12::bigint / 1000.0::float8),
        to_timestamp($13::bigint / 1000.0::float8), $14::smallint)
returning id
