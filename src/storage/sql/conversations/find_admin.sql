-- Finds the conversation of an astrologer ($1 id) and an admin ($2 id; null is any) with the latest message, else the latest made.
select c.id
from users u
join members m on m.user_no = u.no and m.to_seq is null
join conversations c on c.no = m.conversation_no and c.kind = 1
join heads h on h.conversation_no = c.no
left join members o
  on o.conversation_no = c.no and o.to_seq is null
  and o.user_no = (select no from users where id = $2::text)
where u.id = $1::text and ($2::text is null or o.user_no is not null)
order by h.last_seq > 0 desc, h.last_at desc, c.no desc
limit 1
