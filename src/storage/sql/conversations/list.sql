-- Lists the conversations of a user ($1) of a kind ($2; null is any), the latest first, $3 after the first $4.
-- Every row has the total; a page without conversations is a row without id.
-- Until somebody writes, last_at is when the conversation was made.
with mine as (
  select m.conversation_no, h.last_at
  from members m
  join heads h on h.conversation_no = m.conversation_no
  where m.user_no = $1::bigint and m.to_seq is null
    -- In this order: without a kind nothing is looked up.
    and ($2::smallint is null
         or (select c.kind from conversations c where c.no = m.conversation_no)
            = $2::smallint)
)
select t.total, c.id
from (select count(*) as total from mine) as t
left join lateral (
  select conversation_no, last_at
  from mine
  order by last_at desc, conversation_no desc
  limit $3::bigint offset $4::bigint) as p on true
left join conversations c on c.no = p.conversation_no
order by p.last_at desc, p.conversation_no desc
