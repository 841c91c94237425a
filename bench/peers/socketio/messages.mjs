// Messages as clients see them, and what is refused.

import {messageId} from './store.mjs';

const kinds = new Set(['text', 'image', 'audio', 'video', 'file']);
const mostLetters = 2000;

/** What a client sent, as it is stored, or the sentence of a refusal. */
export function readMessage(data, who) {
  const {content, messageType = 'text', mediaUrl = null} = data ?? {};
  if (typeof content !== 'string' || content.length > 2 * mostLetters
    || content.trim() === '' || (content.length > mostLetters
      && [...content].length > mostLetters))
    return 'content has to be 1 to 2000 characters';
  if (!kinds.has(messageType))
    return 'messageType must be text, image, audio, video or file';
  return {seq: 0, sender: who.id, kind: messageType, content, mediaUrl,
    replyTo: null, createdAt: Date.now()};
}

const recipientOf = (c, sender) => c.members.length !== 2 ? null
  : c.members[0] === sender ? c.members[1] : c.members[0];

/** A message just stored. */
export function describe(c, m) {
  const id = messageId(c.no, m.seq);
  const recipient = recipientOf(c, m.sender);
  const time = new Date(m.createdAt).toISOString();
  return {
    id, _id: id, conversationId: c.id, seq: m.seq,
    senderId: m.sender, senderType: c.roles.get(m.sender),
    recipientId: recipient,
    recipientType: recipient === null ? null : c.roles.get(recipient),
    content: m.content, messageType: m.kind, mediaUrl: m.mediaUrl,
    status: 'sent', readAt: null, deliveredAt: null,
    replyTo: null, replyToId: null, isDeleted: false, deletedBy: [],
    timestamp: time, createdAt: time, updatedAt: time,
  };
}

/** A message read back. */
export function describeRow(c, row) {
  const [seq, sender, kind, content, mediaUrl, replyTo, createdAt] = row;
  const message =
    describe(c, {seq, sender, kind, content, mediaUrl, createdAt});
  if (seq <= (c.reads.get(message.recipientId) ?? 0))
    message.status = 'read';
  if (replyTo !== null)
    message.replyTo = message.replyToId = messageId(c.no, replyTo);
  return message;
}

/**
 * The JSON of stored rows. By hand: the texts that may need escapes are few,
 * and JSON.stringify of objects takes twice as long.
 */
export function describePage(c, rows) {
  const text = JSON.stringify;
  const people = new Map();
  const parties = sender => {
    let found = people.get(sender);
    if (found === undefined) {
      const recipient = recipientOf(c, sender);
      found = {
        json: `"senderId":${text(sender)},`
          + `"senderType":${text(c.roles.get(sender))},`
          + `"recipientId":${text(recipient)},"recipientType":`
          + text(recipient === null ? null : c.roles.get(recipient)),
        read: recipient === null ? 0 : c.reads.get(recipient) ?? 0,
      };
      people.set(sender, found);
    }
    return found;
  };
  const one = ([seq, sender, kind, content, mediaUrl, replyTo, at]) => {
    const id = messageId(c.no, seq);
    const {json, read} = parties(sender);
    const time = new Date(at).toISOString();
    const reply = replyTo === null ? 'null' : `"${messageId(c.no, replyTo)}"`;
    return `{"id":"${id}","_id":"${id}","conversationId":"${c.id}",`
      + `"seq":${seq},${json},"content":${text(content)},`
      + `"messageType":"${kind}","mediaUrl":${text(mediaUrl)},`
      + `"status":"${seq <= read ? 'read' : 'sent'}",`
      + '"readAt":null,"deliveredAt":null,'
      + `"replyTo":${reply},"replyToId":${reply},`
      + '"isDeleted":false,"deletedBy":[],'
      + `"timestamp":"${time}","createdAt":"${time}","updatedAt":"${time}"}`;
  };
  let list = '[';
  for (let i = 0; i < rows.length; ++i)
    list += i > 0 ? ',' + one(rows[i]) : one(rows[i]);
  return list + ']';
}

