-- Makes tombstones of messages where the conversation's fence stands where expected; tells of each what became of it.
-- $1-$5 one message per conversation, in key order: conversation, expected rev,
-- seq, who deletes it, when.
with asked as (
  select a.conversation_no, a.rev, a.seq, a.actor_no,
         to_timestamp(a.at / 1000.0::float8) as at, h.rev = a.rev as fits,
         exists(select 1
                from messages m
                where m.conversation_no = a.conversation_no and m.seq = a.seq
                  and m.deleted_at is null) as there
  from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[],
              $5::bigint[]) as a(conversation_no, rev, seq, actor_no, at)
  join heads h on h.conversation_no = a.conversation_no
), fence as (
  update heads h
  set rev = h.rev + 1
  from asked a
  where h.conversation_no = a.conversation_no
    and h.rev = a.rev
    and a.there
  returning h.conversation_no, h.rev, a.seq, a.actor_no, a.at
), tombstones as (
  update messages m
  set deleted_at = f.at,
      rev = f.rev,
      content = '',
      extra = jsonb_build_object('deletedBy', f.actor_no)
  from fence f
  where m.conversation_no = f.conversation_no and m.seq = f.seq
), noted as (
  insert into changes(conversation_no, rev, kind, seq, actor_no, at)
  select conversation_no, rev, 1, seq, actor_no, at
  from fence
)
select conversation_no,
       conversation_no in (select conversation_no from fence) as deleted,
       -- As of one moment: had the fence moved since, it would not fit.
       fits and not there as nothing_there
from asked
