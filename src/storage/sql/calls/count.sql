-- Counts the calls of a user ($1), to 10,000: nobody pages further.
select count(*)
from ((select 1 from calls where caller_no = $1::bigint limit 10000)
      union all
      (select 1 from calls where callee_no = $1::bigint limit 10000)
      limit 10000) as n
