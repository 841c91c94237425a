// The server ends, gently or not: what was acknowledged is there afterwards.

import assert from 'node:assert/strict';
import {afterEach, beforeEach, describe, it} from 'node:test';
import {createWorld, runProgram, until, within} from './harness.mjs';

let world;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world?.stop());

async function readAll({user, conversation}) {
  const found = [];
  for (let after = 0; ;) {
    const {body} = await world.rest('GET',
      `/api/conversations/${conversation.id}/messages?limit=100&after=${after}`,
      {token: user.token});
    found.push(...body.data.messages);
    if (!body.pagination.hasMore)
      return found;
    after = body.pagination.nextCursor;
  }
}

/** Sends without waiting until the socket is gone; gives what was acked. */
function flood(client, conversation) {
  const acked = [];
  let sent = 0;
  const more = () => {
    while (client.socket.connected && sent < acked.length + 50)
      client.socket.emit('dm:send_message',
        {conversationId: conversation.id, content: `message ${sent++}`},
        ack => {
          if (ack.success)
            acked.push(ack.data);
          more();
        });
  };
  more();
  return acked;
}

function assertAllThere(acked, all) {
  const byId = new Map(all.map(m => [m.id, m]));
  for (const message of acked)
    assert.equal(byId.get(message.id)?.content, message.content,
      `acknowledged as ${message.seq}, but not stored`);
  assert.deepEqual(all.map(m => m.seq), all.map((_, i) => i + 1));
  assert.equal(new Set(all.map(m => m.content)).size, all.length);
}

describe('SIGTERM', () => {
  it('tells the sockets, commits what was acked, ends with 0', async () => {
    const pair = await world.joinedPair();
    const acked = flood(pair.a, pair.conversation);
    await until('nothing is acknowledged', () => acked.length > 200);
    const ended = world.signal('SIGTERM');
    const reason = await within(pair.b.disconnected, 'no farewell came');
    assert.ok(['transport close', 'io server disconnect'].includes(reason));
    assert.deepEqual(await ended, {code: 0, signal: null});
    const before = acked.length;
    await world.start();
    const all = await readAll(pair);
    assert.ok(before > 200);
    assertAllThere(acked, all);
  });

  it('takes no new sockets while it drains', async () => {
    const {a, user, conversation} = await world.joinedPair();
    const acked = flood(a, conversation);
    await until('nothing is acknowledged', () => acked.length > 0);
    await world.signal('SIGTERM');
    const late = world.client(user.token);
    await late.refused();
  });

  it('SIGINT does the same', async () => {
    await world.joinedPair();
    assert.deepEqual(await world.signal('SIGINT'), {code: 0, signal: null});
  });
});

describe('kill -9', () => {
  it('loses nothing that was acknowledged, five times over', async () => {
    const pair = await world.pair();
    const acked = [];
    for (let round = 0; round < 5; ++round) {
      const a = await world.connect(pair.user.token);
      await a.join(pair.conversation.id);
      const first = `round ${round}, `;
      const own = [];
      const more = i => a.socket.connected && a.socket.emit('dm:send_message',
        {conversationId: pair.conversation.id, content: first + i},
        ack => {
          if (ack.success)
            own.push(ack.data);
          more(i + 20);
        });
      for (let i = 0; i < 20; ++i)
        more(i);
      await until('nothing is acknowledged', () => own.length > 100);
      await world.signal('SIGKILL');
      await within(a.disconnected, 'the socket still stands');
      acked.push(...own);
      await world.start();
    }
    assert.ok(acked.length > 500);
    assertAllThere(acked, await readAll(pair));
  });

  it('a retry with the same clientMessageId stores once', async () => {
    const pair = await world.joinedPair();
    const key = i => ({clientMessageId: `key ${i}`});
    const asked = Array.from({length: 50}, (_, i) =>
      pair.a.send(pair.conversation.id, `message ${i}`, key(i))
        .catch(() => null));
    await Promise.any(asked);
    await world.signal('SIGKILL');
    await within(pair.a.disconnected, 'the socket still stands');
    await world.start();
    const again = await world.connect(pair.user.token);
    for (let i = 0; i < 50; ++i) {
      const ack = await again.send(pair.conversation.id, `message ${i}`,
        key(i));
      assert.equal(ack.success, true);
    }
    const all = await readAll(pair);
    assert.equal(all.length, 50);
    assertAllThere([], all);
  });
});

describe('a client that reconnects by itself', () => {
  it('is back after a restart', async () => {
    const pair = await world.pair();
    const a = await world.connect(pair.user.token,
      {reconnection: true, reconnectionDelay: 50, reconnectionDelayMax: 100});
    await world.signal('SIGTERM');
    const back = new Promise(done => a.socket.once('connect', done));
    await world.start();
    await within(back, 'the client is not back');
    await a.join(pair.conversation.id);
    assert.equal((await a.send(pair.conversation.id, 'again')).data.seq, 1);
  });
});

describe('a start', () => {
  it('on a port that is taken ends with a sentence', async () => {
    const {code, stderr, stdout} = await runProgram(['serve'],
      {...world.env, PORT: String(world.port)});
    assert.notEqual(code, 0);
    assert.match(stderr + stdout, /PORT/);
  });

  it('on a database that is not migrated says so', async () => {
    const bare = world.env.DATABASE_URL;
    await world.signal('SIGTERM');
    await world.sql('drop schema public cascade; create schema public');
    const {code, stderr, stdout} = await runProgram(['serve'],
      {...world.env, DATABASE_URL: bare, PORT: '0'});
    assert.notEqual(code, 0);
    assert.match(stderr + stdout, /migrate/);
  });

  it('without a database ends with a sentence', async () => {
    const {code, stderr, stdout} = await runProgram(['serve'], {
      ...world.env, PORT: '0',
      DATABASE_URL: 'postgresql://app@127.0.0.1:1/nowhere'});
    assert.notEqual(code, 0);
    assert.match(stderr + stdout, /database/i);
  });
});
