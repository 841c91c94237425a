-- Moves a call ($1) on, if its version is still the expected one ($2), and frees the users $12; answers with its id.
-- $3 state, $4 answered, $5 connected, $6 ended, $7 winner, $8 why, $9 by whom,
-- $10 detail, $11 invite.
with moved as (
  update calls
  set state = $3::smallint,
      version = version + 1,
      answered_at = to_timestamp($4::bigint / 1000.0::float8),
      connected_at = to_timestamp($5::bigint / 1000.0::float8),
      ended_at = to_timestamp($6::bigint / 1000.0::float8),
      winner = $7::bigint,
      end_reason = $8::smallint,
      ended_by_no = $9::bigint,
      detail = $10::text,
      invite = $11::text
  -- Written as "state < 4" it would be found by the index of live calls.
  where id = $1::text and version = $2::int and state <> 4
  returning id
), freed as (
  delete from live_parties p
  using moved m
  where p.user_no = any($12::bigint[]) and p.call_id = m.id
)
select id from moved
