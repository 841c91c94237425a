-- Remembers that a user ($1) has consulted an astrologer ($2) at a time ($3); once is enough.
insert into relations(from_no, to_no, kind, at)
values ($1::bigint, $2::bigint, 1, to_timestamp($3::bigint / 1000.0::float8))
on conflict do nothing
