// What is refused, with which code, and that nothing is dropped in silence.

import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import {createWorld} from './harness.mjs';

let world;
before(async () => {
  world = await createWorld();
});
after(() => world?.stop());

/** The ack and both error events say the same. */
async function assertRefused(client, event, payload, error) {
  const ack = await client.ask(event, payload);
  assert.equal(ack.success, false);
  assert.equal(ack.error, error);
  assert.equal(typeof ack.message, 'string');
  assert.notEqual(ack.message, '');
  const names = event.startsWith('dm:') ? ['dm:error', 'error'] : ['error'];
  for (const name of names) {
    const told = await client.next(name);
    assert.equal(told.error, error, name);
    assert.equal(told.event, event, name);
    assert.equal(told.message, ack.message, name);
  }
  return ack;
}

const unknown = '0123456789abcdef01234567';
const commands = ['dm:join_conversation', 'dm:send_message',
                  'dm:typing_start', 'dm:typing_stop'];

describe('a conversation that is not there, or not theirs', () => {
  for (const event of commands)
    it(`${event}: unknown is not_found`, async () => {
      const {user} = await world.pair();
      const a = await world.connect(user.token);
      await assertRefused(a, event,
        {conversationId: unknown, content: 'hello'}, 'not_found');
    });

  for (const role of ['user', 'astrologer', 'admin'])
    it(`a strange ${role} hears not_found, and nothing else`, async () => {
      const {conversation, user} = await world.pair();
      const stranger = await world.person(role);
      const s = await world.connect(stranger.token);
      for (const event of commands)
        await assertRefused(s, event,
          {conversationId: conversation.id, content: 'let me in'},
          'not_found');
      const a = await world.connect(user.token);
      await a.join(conversation.id);
      const {data} = await a.send(conversation.id, 'private');
      assert.equal(data.seq, 1);
      const {status} = await world.rest('GET', '/health');
      assert.equal(status, 200);
      assert.deepEqual(s.unheard, []);
    });

  for (const id of ['', 'nonsense', unknown.toUpperCase() + '0', '<script>'])
    it(`the id ${JSON.stringify(id)} is refused`, async () => {
      const {user} = await world.pair();
      const a = await world.connect(user.token);
      const ack = await a.ask('dm:join_conversation', {conversationId: id});
      assert.equal(ack.success, false);
      assert.ok(['not_found', 'validation_failed'].includes(ack.error));
    });
});

describe('two who have not consulted', () => {
  it('may join but not write, until they have', async () => {
    const user = await world.person('user');
    const astrologer = await world.person('astrologer');
    const {id} = await world.conversation(user, astrologer);
    const a = await world.connect(user.token);
    const b = await world.connect(astrologer.token);
    await a.join(id);
    await b.join(id);
    for (const who of [a, b])
      await assertRefused(who, 'dm:send_message',
        {conversationId: id, content: 'hello'}, 'forbidden');
    await world.consult(user, astrologer);
    assert.equal((await a.send(id, 'hello')).data?.seq, 1);
    assert.equal((await b.next('dm:message_received')).content, 'hello');
  });
});

describe('the form of a message', () => {
  const bad = {
    'empty content': {content: ''},
    'blank content': {content: ' \t\n\u00a0\u2003\u3000 '},
    'no content': {},
    'content that is null': {content: null},
    'content that is a number': {content: 5},
    'content that is an object': {content: {toString: 'x'}},
    '2001 characters': {content: 'x'.repeat(2001)},
    '2001 code points beyond the BMP': {content: '😀'.repeat(2001)},
    'U+0000 in it': {content: 'a\u0000b'},
    'an unknown type': {content: 'x', messageType: 'hologram'},
    'the type of the server': {content: 'x', messageType: 'system'},
    'a reply to nothing': {content: 'x', replyTo: 'ffffffffffffffffffffffff'},
    'a reply that is no id': {content: 'x', replyTo: 'yesterday'},
    'a media URL with a script': {content: 'x', mediaUrl: 'javascript:1'},
    'an empty clientMessageId': {content: 'x', clientMessageId: ''},
    'a clientMessageId of 129': {content: 'x',
                                 clientMessageId: 'k'.repeat(129)},
  };
  for (const [name, payload] of Object.entries(bad))
    it(`${name} is validation_failed and takes no seq`, async () => {
      const {a, conversation} = await world.joinedPair();
      await assertRefused(a, 'dm:send_message',
        {conversationId: conversation.id, ...payload}, 'validation_failed');
      assert.equal((await a.send(conversation.id, 'good')).data.seq, 1);
    });

  it('a reply to a message elsewhere is validation_failed', async () => {
    const here = await world.joinedPair();
    const there = await world.joinedPair();
    const {data} = await there.a.send(there.conversation.id, 'there');
    await assertRefused(here.a, 'dm:send_message',
      {conversationId: here.conversation.id, content: 'x', replyTo: data.id},
      'validation_failed');
  });

  for (const payload of [undefined, null, 5, true, [], 'text'])
    it(`the payload ${JSON.stringify(payload)} is refused`, async () => {
      const {user} = await world.pair();
      const a = await world.connect(user.token);
      const ack = await a.ask('dm:send_message', payload);
      assert.equal(ack.success, false);
      assert.equal(ack.error, 'validation_failed');
    });

  it('2000 characters are taken, however many bytes', async () => {
    const {a, conversation} = await world.joinedPair();
    for (const content of ['x'.repeat(2000), '😀'.repeat(2000)]) {
      const {data} = await a.send(conversation.id, content);
      assert.equal(data.content, content);
    }
  });
});

describe('an event that nobody knows', () => {
  it('is answered with an error', async () => {
    const {user} = await world.pair();
    const a = await world.connect(user.token);
    await assertRefused(a, 'dm:fly', {}, 'validation_failed');
    await assertRefused(a, 'whatever', undefined, 'validation_failed');
    assert.ok(a.socket.connected);
  });
});

describe('clientMessageId', () => {
  it('retried gives the same message and stores one', async () => {
    const {a, b, conversation} = await world.joinedPair();
    const key = {clientMessageId: 'key-1'};
    const [first, second] = await Promise.all([
      a.send(conversation.id, 'once', key),
      a.send(conversation.id, 'once', key)]);
    const third = await a.send(conversation.id, 'once', key);
    assert.equal(first.data.clientMessageId, 'key-1');
    assert.equal(second.data.id, first.data.id);
    assert.equal(third.data.id, first.data.id);
    const next = await a.send(conversation.id, 'next');
    assert.equal(next.data.seq, 2);
    assert.equal((await b.next('dm:message_received')).content, 'once');
    assert.equal((await b.next('dm:message_received')).content, 'next');
  });

  it('is good through another socket and after reconnecting', async () => {
    const {a, user, conversation} = await world.joinedPair();
    const key = {clientMessageId: 'key-2'};
    const first = await a.send(conversation.id, 'once', key);
    a.socket.disconnect();
    const again = await world.connect(user.token);
    const second = await again.send(conversation.id, 'once', key);
    assert.equal(second.data.id, first.data.id);
    assert.equal(second.data.seq, first.data.seq);
  });

  it('is good after many other messages', async () => {
    const {a, conversation} = await world.joinedPair();
    const key = {clientMessageId: 'key-3'};
    const first = await a.send(conversation.id, 'once', key);
    const others = Array.from({length: 200},
      (_, i) => a.send(conversation.id, `${i}`, {clientMessageId: `o${i}`}));
    await Promise.all(others);
    const second = await a.send(conversation.id, 'once', key);
    assert.equal(second.data.id, first.data.id);
  });

  it('with another body is a conflict', async () => {
    const {a, conversation} = await world.joinedPair();
    const key = {clientMessageId: 'key-4'};
    await a.send(conversation.id, 'one thing', key);
    await assertRefused(a, 'dm:send_message',
      {conversationId: conversation.id, content: 'another', ...key},
      'conflict');
  });

  it('is the sender\'s own', async () => {
    const {a, b, conversation} = await world.joinedPair();
    const key = {clientMessageId: 'key-5'};
    const first = await a.send(conversation.id, 'mine', key);
    const second = await b.send(conversation.id, 'mine', key);
    assert.notEqual(second.data.id, first.data.id);
  });
});

describe('the limit of messages', () => {
  let limited;
  before(async () => {
    limited = await createWorld(
      {env: {RATE_LIMIT_DIRECT_MESSAGES_PER_MINUTE: ''}});
  });
  after(() => limited?.stop());

  it('is 10 a minute by default, over all sockets of a person', async () => {
    const {a, b, user, conversation} = await limited.joinedPair();
    for (let i = 0; i < 10; ++i)
      assert.equal((await a.send(conversation.id, `${i}`)).success, true);
    const ack = await a.send(conversation.id, 'one too many');
    assert.equal(ack.error, 'rate_limited');
    const told = await a.next('dm:error');
    assert.equal(told.error, 'rate_limited');
    assert.ok(told.retryAfter >= 1 && told.retryAfter <= 60);
    const other = await limited.connect(user.token);
    const second = await other.send(conversation.id, 'another socket');
    assert.equal(second.error, 'rate_limited');
    assert.equal((await b.send(conversation.id, 'not mine')).success, true);
  });

  it('is not made whole by coming back', async () => {
    const {a, user, conversation} = await limited.joinedPair();
    for (let i = 0; i < 10; ++i)
      await a.send(conversation.id, `${i}`);
    a.socket.disconnect();
    const again = await limited.connect(user.token);
    const ack = await again.send(conversation.id, 'refreshed?');
    assert.equal(ack.error, 'rate_limited');
  });
});
