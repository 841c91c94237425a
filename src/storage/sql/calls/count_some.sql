-- Counts those calls of a user ($1) that stand or ended in some way, to 10,000.
-- The state is of $3 or the end reason of $4; the direction as in count.sql. A
-- statement of its own: these stand in no index, and counting all needs no more.
select count(*)
from ((select 1 from calls
       where caller_no = $1::bigint and $2::boolean is not false
         and (state = any($3::smallint[]) or end_reason = any($4::smallint[]))
       limit 10000)
      union all
      (select 1 from calls
       where callee_no = $1::bigint and $2::boolean is not true
         and (state = any($3::smallint[]) or end_reason = any($4::smallint[]))
       limit 10000)
      limit 10000) as n
