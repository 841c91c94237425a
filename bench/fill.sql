-- Fills the conversations that are there with :messages messages of 200 bytes
-- in all, as many in each. They lie in the order in which people would have
-- written them: in turn, not conversation by conversation.
select count(*) as number from conversations \gset

insert into messages(conversation_no, seq, rev, sender_no, created_at, kind,
                     batch, dedupe, body_hash, content)
select c.no, g / :number + 1, g / :number + 1, c.sender_no,
       now() - (:messages - g) * interval '1 millisecond', 1,
       gen_random_uuid(), md5(g::text)::uuid, g,
       rpad('stored ' || g || ';', 200, 'x')
from generate_series(0::bigint, :messages - 1) as g
join (select no, row_number() over (order by no) - 1 as place,
             (select min(user_no) from members m where m.conversation_no = no)
             as sender_no
      from conversations) as c on c.place = g % :number;

update heads h set last_seq = m.seq, rev = m.seq, last_at = now()
from (select c.no, (select max(seq) from messages where conversation_no = c.no)
             as seq
      from conversations c) as m
where m.no = h.conversation_no;

-- Else autovacuum would do that while something is measured.
vacuum analyze;
checkpoint;
