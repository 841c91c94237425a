-- Stores a secret ($1 name, $2 value) unless there is one of that name.
insert into secrets(name, value)
values ($1::text, $2::bytea)
on conflict do nothing
