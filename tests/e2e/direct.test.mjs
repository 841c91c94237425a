// Two people of the direct dialect, by REST and by socket: conversations, read
// marks, history.

import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import {createWorld} from './harness.mjs';

let world;
let maya;
let arjun;
let zoe;
before(async () => {
  world = await createWorld();
  maya = await world.person('user', {id: 'maya'});
  arjun = await world.person('astrologer', {id: 'arjun'});
  zoe = await world.person('astrologer', {id: 'zoe'});
  await world.person('admin', {id: 'ada'});
  await world.consult(maya, arjun);
});
after(() => world?.stop());

/** The envelope that `who` is answered with, and its `http` status. */
async function api(who, method, path, body) {
  const answer = await world.rest(method, path, {token: who.token, body});
  return {...answer.body, http: answer.status};
}

describe('conversations', () => {
  it('are made once for a pair', async () => {
    const made = await Promise.all(Array.from({length: 8}, () =>
      api(maya, 'POST', '/api/conversations', {participantId: 'arjun'})));
    assert.equal(new Set(made.map(x => x.data.id)).size, 1);
    assert.equal(made.filter(x => x.http === 201).length, 1);
  });

  it('are not made between those who may not write', async () => {
    const refused =
      await api(maya, 'POST', '/api/conversations', {participantId: 'zoe'});
    assert.equal(refused.http, 403);
    assert.equal(refused.error, 'forbidden');
    const {conversations} = await api(maya, 'GET', '/api/conversations');
    assert.equal(conversations.length, 1);
  });

  it('of an astrologer with the admins is one', async () => {
    const mine = await api(arjun, 'GET', '/api/conversations/admin');
    assert.equal(mine.http, 200);
    const types = mine.data.participants.map(x => x.type).sort();
    assert.deepEqual(types, ['admin', 'astrologer']);
    const again = await api(arjun, 'GET', '/api/conversations/admin');
    assert.equal(again.data.id, mine.data.id);
    const foreign = await api(maya, 'GET', `/api/conversations/${mine.data.id}`);
    assert.equal(foreign.http, 404);
  });
});

describe('messages by REST', () => {
  it('are stored, listed, read and counted', async () => {
    const {data: {id}} =
      await api(maya, 'POST', '/api/conversations', {participantId: 'arjun'});
    const path = `/api/conversations/${id}`;
    const sent = await api(maya, 'POST', `${path}/messages`,
      {content: 'hello', clientMessageId: 'k1'});
    assert.equal(sent.http, 201);
    assert.equal(sent.data.seq, 1);
    assert.equal(sent.data.status, 'sent');
    const retried = await api(maya, 'POST', `${path}/messages`,
      {content: 'hello', clientMessageId: 'k1'});
    assert.equal(retried.data.id, sent.data.id);
    const other = await api(maya, 'POST', `${path}/messages`,
      {content: 'other', clientMessageId: 'k1'});
    assert.equal(other.http, 409);

    const one = await api(arjun, 'GET', path);
    assert.equal(one.data.lastMessage.id, sent.data.id);
    assert.equal(one.data.unreadCount.arjun, 1);

    const {socket} = await world.connect(arjun.token);
    const marked = await socket.emitWithAck('dm:mark_read',
      {conversationId: id, messageIds: [sent.data.id]});
    assert.equal(marked.success, true);
    const after = await api(maya, 'GET', `${path}/messages`);
    assert.equal(after.messages[0].status, 'read');
    assert.notEqual(after.messages[0].readAt, null);
    assert.equal((await api(arjun, 'GET', path)).data.unreadCount.arjun, 0);
  });

  it('of strangers and without content are refused', async () => {
    const {data: {id}} =
      await api(maya, 'POST', '/api/conversations', {participantId: 'arjun'});
    const stranger = await api(zoe, 'POST',
      `/api/conversations/${id}/messages`, {content: 'hi'});
    assert.equal(stranger.http, 404);
    const empty = await api(maya, 'POST',
      `/api/conversations/${id}/messages`, {content: '  '});
    assert.equal(empty.http, 400);
  });
});
