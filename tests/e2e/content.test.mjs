// Text comes out as it went in: by ack, by event and by REST.

import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import {createWorld} from './harness.mjs';

let world, pair;
before(async () => {
  world = await createWorld();
  pair = await world.joinedPair();
});
after(() => world?.stop());

async function assertKept(content, stored = content) {
  const {a, b, user, conversation} = pair;
  const ack = await a.send(conversation.id, content);
  assert.equal(ack.success, true, JSON.stringify(ack));
  assert.equal(ack.data.content, stored);
  const heard = await b.next('dm:message_received',
    m => m.id === ack.data.id);
  assert.equal(heard.content, stored);
  const {body} = await world.rest('GET',
    `/api/conversations/${conversation.id}/messages?limit=1`,
    {token: user.token});
  assert.equal(body.data.messages[0].content, stored);
}

describe('content', () => {
  const texts = {
    'of many scripts': 'Grüße, नमस्ते, 你好, مرحبا, שלום, Привет',
    'of code points beyond the BMP': '👩‍👩‍👧‍👦 🏳️‍🌈 𝒳 \u{10FFFF}',
    'with white space at both ends': '  \n\tindented\t\n  ',
    'with quotes, backslashes and braces':
      '{"a":"b\\\\c"} \' " \\ {1,2} NULL, \\N $1 %s',
    'with line and paragraph separators': 'one\u2028two\u2029three',
    'with control characters': Array.from({length: 31},
      (_, i) => String.fromCharCode(i + 1)).join('') + 'x\u007f\u0085',
    'with the separator of polling payloads': 'a\u001eb',
    'with combining marks, not normalised': 'e\u0301 \u00e9 \u212b',
    'with a byte order mark and non-characters': '\ufeffx\ufffe\uffff',
    'that looks like markup': '<img src=x onerror=alert(1)>&amp;',
    'that looks like a placeholder': '{"_placeholder":true,"num":0}',
    'of digits with leading zeros': '00012345678901234567890',
  };
  for (const [name, text] of Object.entries(texts))
    it(name, () => assertKept(text));

  it('with lone surrogates gets U+FFFD in their place', async () => {
    await assertKept('a\ud800b', 'a\ufffdb');
    await assertKept('\udc00\ud83d\ude00\ud800', '\ufffd😀\ufffd');
    assert.ok(pair.a.socket.connected);
  });

  it('beside binary attachments', async () => {
    const {a, conversation} = pair;
    const ack = await a.ask('dm:send_message', {
      conversationId: conversation.id, content: 'with a picture',
      thumbnail: Buffer.from([0, 1, 2, 255]), more: [Buffer.alloc(1000)]});
    assert.equal(ack.success, true);
    assert.equal(ack.data.content, 'with a picture');
  });
});

describe('what is no message at all', () => {
  it('larger than the transport takes ends that socket only', async () => {
    const {user, conversation, a} = pair;
    const other = await world.connect(user.token);
    other.socket.emit('dm:send_message', {conversationId: conversation.id,
                                          content: 'x'.repeat(1_100_000)});
    await other.disconnected;
    assert.equal((await a.send(conversation.id, 'unhurt')).success, true);
  });

  it('nested deeply ends that socket only', async () => {
    const {user, conversation, a} = pair;
    const other = await world.connect(user.token);
    other.socket.io.engine.write(
      `42["dm:send_message",${'['.repeat(50_000)}${']'.repeat(50_000)}]`);
    other.socket.io.engine.write(`2["x",${'['.repeat(50_000)}`);
    await other.disconnected;
    assert.equal((await a.send(conversation.id, 'unhurt')).success, true);
  });
});
