-- Counts the calls of a user ($1), to 10,000: nobody pages further.
-- Unless $2 is null, only outgoing (true) or only incoming ones (false).
select count(*)
from ((select 1 from calls
       where caller_no = $1::bigint and $2::boolean is not false limit 10000)
      union all
      (select 1 from calls
       where callee_no = $1::bigint and $2::boolean is not true limit 10000)
      limit 10000) as n
