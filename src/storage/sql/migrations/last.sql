-- Reads the number of the last migration that is applied (0 if none is), and the database's time.
select coalesce(max(number), 0) as number,
       (extract(epoch from clock_timestamp()) * 1000)::bigint as now
from schema_migrations
