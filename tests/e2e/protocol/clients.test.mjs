// Real clients of three generations, each by polling, over WebSocket, and from
// one to the other: the conformance handlers, seen through their eyes.

import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import {within} from '../harness.mjs';
import {startSubject} from './subject.mjs';
import {disconnectAll, kinds, RealClient} from './real_clients.mjs';

let subject;
before(async () => {
  subject = await startSubject();
});
after(async () => {
  disconnectAll();
  await subject?.stop();
});

for (const kind of kinds) {
  const legacy = kind.version === '2.x';
  const client = (namespace = '/', options) =>
    new RealClient(kind, subject.url + namespace, options);

  describe(`a client ${kind.name}`, () => {
    it('connects, by the transport that it was told', async () => {
      const c = await client().connected();
      assert.equal(c.transport,
        kind.way === 'by polling' ? 'polling' : 'websocket');
      assert.match(c.socket.id, /^[A-Za-z0-9_-]{15,}$/);
      assert.equal(c.socket.id === c.socket.io.engine.id, legacy);
      c.socket.disconnect();
    });

    it('has its auth heard', async () => {
      const c = client('/', {auth: {token: 'abc'}, query: {token: 'abc'}});
      assert.deepEqual(await c.next('auth'),
        legacy ? [{}] : [{token: 'abc'}]);
      c.socket.disconnect();
    });

    it('sends and gets all kinds of arguments', async () => {
      const c = await client().connected();
      const args = [1, 'two', {three: [true, null, '\u{1f600}']}, 0.25];
      c.emit('message', ...args);
      assert.deepEqual(await c.next('message-back'), args);
      assert.deepEqual(await c.ask('message-with-ack', ...args), args);
      c.socket.disconnect();
    });

    it('sends and gets bytes', async () => {
      const c = await client().connected();
      const bytes = Buffer.from([0, 1, 2, 254, 255]);
      c.emit('message', 'a', {b: [bytes]});
      const [a, {b: [back]}] = await c.next('message-back');
      assert.equal(a, 'a');
      assert.deepEqual(Buffer.from(back), bytes);
      const [acked] = await c.ask('message-with-ack', bytes);
      assert.deepEqual(Buffer.from(acked), bytes);
      c.socket.disconnect();
    });

    it('may send bytes as text', async () => {
      const c = await client('/', {forceBase64: true}).connected();
      const bytes = Buffer.from([0, 1, 2, 254, 255]);
      const [back] = await c.ask('message-with-ack', bytes);
      assert.deepEqual(Buffer.from(back), bytes);
      c.socket.disconnect();
    });

    it('sends and gets 100 kB', async () => {
      const c = await client().connected();
      const text = '\u20ac 100 kB '.repeat(10_000);
      assert.deepEqual(await c.ask('message-with-ack', text), [text]);
      c.socket.disconnect();
    });

    it('answers the server', async () => {
      const c = await client().connected();
      c.socket.on('ack-request', (x, answer) => answer('yes', x));
      c.emit('hook:ask-ack', 'q');
      assert.deepEqual(await c.next('ack-result'), ['yes', 'q']);
      c.socket.disconnect();
    });

    it('gets a burst whole and in order', async () => {
      const c = await client().connected();
      c.emit('hook:burst', 500);
      for (let i = 0; i < 500; ++i)
        assert.deepEqual(await c.next('burst'), [i]);
      c.socket.disconnect();
    });

    it('gets what is said to its room', async () => {
      const [a, b] = await Promise.all(
        [client().connected(), client().connected()]);
      const room = `room of ${kind.name}`;
      await Promise.all([a, b].map(c => c.ask('hook:join', room)));
      a.emit('hook:to-room', room, 'all');
      a.emit('hook:to-room-others', room, 'others');
      a.emit('hook:to-room', room, 'end');
      for (const [c, words] of [[a, ['all', 'end']],
                                [b, ['all', 'others', 'end']]])
        for (const word of words)
          assert.deepEqual(await c.next('room-msg'), [word]);
      a.socket.disconnect();
      b.socket.disconnect();
    });

    it('is in two namespaces on one connection', async () => {
      const c = await client().connected();
      const custom = c.socket.io.socket('/custom');
      const answer = within(new Promise(done =>
        custom.once('message-back', (...args) => done(args))),
      'no answer');
      custom.emit('message', 'there');
      assert.deepEqual(await answer, ['there']);
      assert.deepEqual(await c.ask('message-with-ack', 'here'), ['here']);
      custom.disconnect();
      assert.deepEqual(await c.ask('message-with-ack', 'still'), ['still']);
      c.socket.disconnect();
    });

    it('hears that there is no such namespace', async () => {
      const error = await client('/random').refused();
      assert.match(error.message ?? error, /Invalid namespace/);
    });

    it('hears why it is not let in', async () => {
      const error = await client('/forbidden').refused();
      if (legacy) {
        assert.match(JSON.stringify(error), /not allowed|E_FORBIDDEN/);
      } else {
        assert.equal(error.message, 'not allowed');
        assert.deepEqual(error.data, {code: 'E_FORBIDDEN'});
      }
    });

    for (const close of [false, true])
      it(`hears that the server sent it away, ${
        close ? 'and hung up' : 'but stays connected'}`, async () => {
        const c = await client().connected();
        const reason = c.once('disconnect');
        c.emit('hook:disconnect-me', close);
        assert.equal(await reason, 'io server disconnect');
        c.socket.disconnect();
      });

    it('leaves, and comes back', async () => {
      const c = await client().connected();
      const reason = c.once('disconnect');
      const {engine} = c.socket.io;
      const closed = new Promise(done => engine.once('close', done));
      c.socket.disconnect();
      assert.equal(await reason, 'io client disconnect');
      await within(closed, 'the transport was not closed');
      c.socket.connect();
      await c.connected();
      assert.deepEqual(await c.ask('message-with-ack', 1), [1]);
      c.socket.disconnect();
    });
  });
}

describe('heartbeats', {concurrency: true}, () => {
  for (const kind of kinds)
    it(`keep a client ${kind.name}`, async () => {
      const c = await new RealClient(kind, subject.url).connected();
      const gone = c.once('disconnect').catch(() => 'never');
      const beaten = await Promise.race([gone,
        new Promise(done => setTimeout(done, 1500))]);
      assert.equal(beaten, undefined);
      assert.deepEqual(await c.ask('message-with-ack', 1), [1]);
      c.socket.disconnect();
    });
});
