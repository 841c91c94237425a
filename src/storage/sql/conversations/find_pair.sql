-- Finds the id of the one conversation of a pair in a context ($1 pair key).
select id from conversations where pair_key = $1::text
