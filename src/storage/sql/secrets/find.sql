-- Reads a secret ($1 name).
select value from secrets where name = $1::text
