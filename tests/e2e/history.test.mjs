// Reading back what was said: GET /api/conversations/:id/messages.

import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import {createWorld, signToken} from './harness.mjs';

const total = 123;
let world, pair, sent, path;
before(async () => {
  world = await createWorld();
  pair = await world.joinedPair();
  const acks = await Promise.all(Array.from({length: total}, (_, i) =>
    (i % 2 ? pair.a : pair.b).send(pair.conversation.id, `message ${i}`)));
  sent = acks.map(ack => ack.data).sort((x, y) => x.seq - y.seq);
  path = `/api/conversations/${pair.conversation.id}/messages`;
});
after(() => world?.stop());

const read = (query = '', token = pair.user.token) =>
  world.rest('GET', path + query, {token});
const seqs = answer => answer.body.data.messages.map(m => m.seq);
const range = (first, last) =>
  Array.from({length: last - first + 1}, (_, i) => first + i);

describe('a page', () => {
  it('is the newest 50, oldest first, in the envelope', async () => {
    const {status, headers, body} = await read();
    assert.equal(status, 200);
    assert.match(headers.get('content-type'), /^application\/json/);
    assert.equal(body.success, true);
    assert.equal(typeof body.message, 'string');
    assert.deepEqual(body.messages, body.data.messages);
    assert.deepEqual(seqs({body}), range(total - 49, total));
    assert.deepEqual(body.pagination, {
      page: 1, limit: 50, total, hasMore: true, nextCursor: total - 49});
    assert.equal(body.asOfSeq, total);
  });

  it('holds the messages as they were acknowledged', async () => {
    const {body} = await read('?limit=100');
    const byId = new Map(sent.map(m => [m.id, m]));
    for (const message of body.data.messages) {
      const told = byId.get(message.id);
      for (const name of ['_id', 'conversationId', 'seq', 'senderId',
        'senderType', 'recipientId', 'recipientType', 'content', 'messageType',
        'mediaUrl', 'timestamp', 'createdAt', 'replyTo', 'isDeleted'])
        assert.deepEqual(message[name], told[name], name);
    }
  });

  it('by page and limit covers everything once', async () => {
    const pages = [];
    for (let page = 1; ; ++page) {
      const answer = await read(`?page=${page}&limit=50`);
      pages.unshift(seqs(answer));
      if (!answer.body.pagination.hasMore)
        break;
    }
    assert.equal(pages.length, 3);
    assert.deepEqual(pages.flat(), range(1, total));
  });

  it('by nextCursor covers everything once', async () => {
    const pages = [];
    for (let cursor = ''; ;) {
      const answer = await read(`?limit=40${cursor}`);
      pages.unshift(seqs(answer));
      if (!answer.body.pagination.hasMore)
        break;
      cursor = `&before=${answer.body.pagination.nextCursor}`;
    }
    assert.deepEqual(pages.flat(), range(1, total));
  });

  it('before and after take a seq or the id of a message', async () => {
    const tenth = sent[9].id;
    assert.deepEqual(seqs(await read('?before=10&limit=3')), [7, 8, 9]);
    assert.deepEqual(seqs(await read(`?before=${tenth}&limit=3`)), [7, 8, 9]);
    assert.deepEqual(seqs(await read('?after=10&limit=3')), [11, 12, 13]);
    assert.deepEqual(seqs(await read(`?after=${tenth}&limit=3`)),
      [11, 12, 13]);
    assert.deepEqual(seqs(await read(`?after=${total}`)), []);
    assert.deepEqual(seqs(await read('?before=1')), []);
  });

  it('is not shifted by what is written meanwhile', async () => {
    const {a, b, user, conversation} = await world.joinedPair();
    for (let i = 0; i < 6; ++i)
      await a.send(conversation.id, `${i}`);
    const own = `/api/conversations/${conversation.id}/messages`;
    const first = await world.rest('GET', `${own}?limit=2`,
      {token: user.token});
    await b.send(conversation.id, 'meanwhile');
    const second = await world.rest('GET',
      `${own}?limit=2&page=2&asOfSeq=${first.body.asOfSeq}`,
      {token: user.token});
    assert.deepEqual(seqs(first), [5, 6]);
    assert.deepEqual(seqs(second), [3, 4]);
    assert.equal(second.body.pagination.total, 6);
  });

  it('behind the last is empty', async () => {
    const answer = await read('?page=99');
    assert.equal(answer.status, 200);
    assert.deepEqual(seqs(answer), []);
    assert.equal(answer.body.pagination.hasMore, false);
  });

  it('of a conversation without messages is empty', async () => {
    const {user, conversation} = await world.pair();
    const {status, body} = await world.rest('GET',
      `/api/conversations/${conversation.id}/messages`, {token: user.token});
    assert.equal(status, 200);
    assert.deepEqual(body.data.messages, []);
    assert.equal(body.pagination.total, 0);
  });
});

describe('a page is refused', () => {
  for (const query of ['?limit=0', '?limit=101', '?limit=-1', '?limit=ten',
                       '?page=0', '?page=1.5', '?before=x', '?after=',
                       '?asOfSeq=-1', '?limit=9999999999999999999999'])
    it(`${query} is validation_failed`, async () => {
      const {status, body} = await read(query);
      assert.equal(status, 400);
      assert.equal(body.success, false);
      assert.equal(body.error, 'validation_failed');
    });

  it('without a token: 401', async () => {
    const {status, body} = await world.rest('GET', path);
    assert.equal(status, 401);
    assert.equal(body.error, 'unauthenticated');
  });

  it('with an expired token: 401', async () => {
    const {status} = await read('',
      signToken({sub: pair.user.id, role: 'user'}, {expiresIn: -60}));
    assert.equal(status, 401);
  });

  for (const role of ['user', 'astrologer'])
    it(`to a strange ${role}: 404, as if it were not there`, async () => {
      const stranger = await world.person(role);
      const theirs = await read('', stranger.token);
      const nobodys = await world.rest('GET',
        '/api/conversations/0123456789abcdef01234567/messages',
        {token: stranger.token});
      assert.equal(theirs.status, 404);
      assert.deepEqual(theirs.body, nobodys.body);
      assert.equal(nobodys.body.error, 'not_found');
    });
});

describe('an admin', () => {
  it('reads the conversations of others', async () => {
    const {status, body} = await world.rest('GET', path, {admin: true});
    assert.equal(status, 200);
    assert.equal(body.pagination.total, total);
  });
});
