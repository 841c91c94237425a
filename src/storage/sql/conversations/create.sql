-- Makes a conversation with its head and members; answers nothing if its id or pair key is taken.
-- $1 id, $2 kind, $3 pair key, $4 context type, $5 context id, $6 title, $7
-- now, $8 the members' numbers in their order.
with made as (
  insert into conversations(id, kind, pair_key, context_type, context_id,
                            title, created_at)
  values ($1::bytea, $2::smallint, $3::text, $4::text, $5::text, $6::text,
          to_timestamp($7::bigint / 1000.0::float8))
  on conflict do nothing
  returning no, created_at
), head as (
  insert into heads(conversation_no, last_at)
  select no, created_at from made
), peopled as (
  insert into members(conversation_no, user_no, role, joined_at)
  select c.no, m.user_no, 0,
         c.created_at + (m.position - 1) * interval '1 microsecond'
  from made c, unnest($8::bigint[]) with ordinality as m(user_no, position)
)
select no from made
