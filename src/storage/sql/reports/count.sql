-- Counts complaints, to 10,000: nobody pages further.
select count(*)
from (select 1 from reports order by number desc limit 10000) as n
