// The database goes away and comes back, in several ways: what was acknowledged
// stays, what was not is refused aloud, and service goes on by itself.

import assert from 'node:assert/strict';
import {after, afterEach, before, describe, it} from 'node:test';
import {createWorld, startPostgres, until} from './harness.mjs';
import {DatabaseProxy} from './database_proxy.mjs';

let postgres, world, proxy;
before(async () => {
  postgres = await startPostgres();
  world = await createWorld({server: postgres.url, start: false});
  proxy = await DatabaseProxy.create(world.databaseUrl);
  world.env.DATABASE_URL = proxy.url;
  await world.start();
});
afterEach(async () => {
  await proxy.heal();
  await until('/ready does not say yes again',
    async () => (await world.rest('GET', '/ready')).status === 200, 30_000);
});
after(async () => {
  await world?.stop();
  await proxy?.stop();
  await postgres?.stop();
});

// When one of the server's links stands again, another may still refuse.
const joinedPair = () => until('nobody is let in', () => world.joinedPair());

/** What REST gives back, by seq. */
function readAll({user, conversation}) {
  return until('nothing is given back', async () => {
    const {status, body} = await world.rest('GET',
      `/api/conversations/${conversation.id}/messages?limit=100`,
      {token: user.token});
    assert.equal(status, 200);
    return body.data.messages;
  });
}

/** Sends until it is taken, as a client with a clientMessageId does. */
function sendUntilTaken(client, conversation, content) {
  return until(`'${content}' was not taken`, async () => {
    const ack = await client.send(conversation.id, content,
      {clientMessageId: content});
    if (!ack.success)
      assert.ok(['unavailable', 'overloaded'].includes(ack.error), ack.error);
    return ack.success ? ack.data : null;
  }, 30_000);
}

describe('without a database', () => {
  it('commands are refused as unavailable, and sockets stay', async () => {
    const pair = await joinedPair();
    const {a, b, conversation} = pair;
    await a.send(conversation.id, 'before');
    await proxy.cut();
    // What finds the link broken may be in doubt: nobody can say yet whether
    // it was stored, and it is not answered. Later ones are refused at once.
    const acks = new Map();
    const sends = [];
    const refused = await until('nothing is refused', async () => {
      const content = `during ${sends.length}`;
      sends.push(a.send(conversation.id, content)
        .then(ack => acks.set(content, ack)));
      await world.rest('GET', '/health');
      return [...acks.values()].find(ack => !ack.success);
    });
    assert.equal(refused.error, 'unavailable');
    const told = await a.next('dm:error');
    assert.equal(told.error, 'unavailable');
    assert.ok(told.retryAfter >= 1);

    const ready = await until('/ready still says yes', async () => {
      const answer = await world.rest('GET', '/ready');
      return answer.status === 503 && answer;
    });
    assert.equal(ready.body.error, 'unavailable');
    assert.ok(Number(ready.headers.get('retry-after')) >= 1);
    assert.equal((await world.rest('GET', '/health')).status, 200);
    const history = await world.rest('GET',
      `/api/conversations/${conversation.id}/messages`,
      {token: pair.user.token});
    assert.equal(history.status, 503);
    assert.ok(a.socket.connected && b.socket.connected);

    await proxy.heal();
    await Promise.all(sends);
    await sendUntilTaken(a, conversation, 'after');
    const taken = [...acks].filter(([, ack]) => ack.success);
    const all = await readAll(pair);
    assert.deepEqual(all.map(m => m.content),
      ['before', ...taken.map(([content]) => content), 'after']);
    for (const {seq} of all)
      assert.equal((await b.next('dm:message_received')).seq, seq);
  });

  it('typing and leaving go on', async () => {
    const {a, b, conversation} = await joinedPair();
    await proxy.cut();
    a.socket.emit('dm:typing_start', {conversationId: conversation.id});
    await b.next('dm:typing_start');
    const ack = await b.ask('dm:leave_conversation', conversation.id);
    assert.equal(ack.success, true);
  });

  it('a new socket is refused as unavailable, then let in', async () => {
    const newcomer = await world.person('user');
    await proxy.cut();
    const refused = await world.client(newcomer.token).refused();
    assert.equal(refused.data?.error, 'unavailable');
    await proxy.heal();
    await until('the newcomer is not let in',
      () => world.connect(newcomer.token).catch(() => null));
  });
});

describe('a connection that breaks', () => {
  it('with commits in doubt neither loses nor doubles', async () => {
    const pair = await joinedPair();
    const {a, b, conversation} = pair;
    const count = 60;
    const sent = [];
    for (let i = 0; i < count; ++i) {
      if (i % 20 === 10)
        proxy.cutAfter(`message ${i}`);
      sent.push(sendUntilTaken(a, conversation, `message ${i}`));
    }
    const acked = await Promise.all(sent);
    const {text} = await world.rest('GET', '/metrics');
    assert.match(text, /journal_in_doubt_total [1-9]/);
    const all = await readAll(pair);
    assert.deepEqual(all.map(m => m.seq),
      Array.from({length: count}, (_, i) => i + 1));
    assert.deepEqual(new Set(all.map(m => m.id)),
      new Set(acked.map(m => m.id)));
    assert.equal(new Set(all.map(m => m.content)).size, count);
    for (let seq = 1; seq <= count; ++seq)
      assert.equal((await b.next('dm:message_received')).seq, seq);
    assert.ok(!b.unheard.includes('dm:message_received'));
  });

  it('by the operator\'s hand is made anew', async () => {
    const pair = await joinedPair();
    await sendUntilTaken(pair.a, pair.conversation, 'before');
    await world.sql(`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`);
    await sendUntilTaken(pair.a, pair.conversation, 'after');
    assert.deepEqual((await readAll(pair)).map(m => m.content),
      ['before', 'after']);
  });
});

describe('a crash of the database', () => {
  it('keeps what was acknowledged, and service comes back', async () => {
    const pair = await joinedPair();
    const {a, b, conversation} = pair;
    const taken = [];
    for (let i = 0; i < 20; ++i)
      taken.push(await sendUntilTaken(a, conversation, `before ${i}`));
    // One of its processes dies by force: PostgreSQL starts over and recovers.
    const [[pid]] = await world.sql(`select pid from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()
        and backend_type = 'client backend' limit 1`);
    process.kill(Number(pid), 'SIGKILL');
    for (let i = 0; i < 20; ++i)
      taken.push(await sendUntilTaken(a, conversation, `after ${i}`));
    const all = await readAll(pair);
    assert.deepEqual(all.map(m => m.id), taken.map(m => m.id));
    assert.deepEqual(all.map(m => m.seq),
      Array.from({length: 40}, (_, i) => i + 1));
    for (let seq = 1; seq <= 40; ++seq)
      assert.equal((await b.next('dm:message_received')).seq, seq);
  });
});
