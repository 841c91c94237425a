-- Whoever is called by this person is shown their phone.
alter table users add column shows_phone boolean not null default false;
