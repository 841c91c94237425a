-- Keys that belong to the data: made once at the first start, never changed.
create table secrets(
  name text primary key,
  value bytea not null
);
