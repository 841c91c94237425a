// Engine.IO 4 over WebSocket: messages, heartbeats, what closes it; and the way
// there from polling.

import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import {within} from '../harness.mjs';
import {lateness, maxPayload, pingInterval, pingTimeout, sleep, startSubject}
  from './subject.mjs';
import {closed, Endpoint} from './wire.mjs';

let subject, endpoint, chat;
before(async () => {
  subject = await startSubject();
  endpoint = new Endpoint(subject.url);
  chat = new Endpoint(subject.url, {path: '/socket.io/'});
});
after(() => subject?.stop());

function echo(session, packet = '4echo') {
  return session.send(packet).then(() => session.next());
}

async function assertAlive(session) {
  assert.equal(await echo(session, '4alive'), '4alive');
}

describe('a WebSocket', () => {
  const packets = {
    'text': '4hello',
    'no text': '4',
    'text beyond the BMP': '4😀 \u{10FFFF}',
    'a zero byte and U+2028': '4a\u0000b\u2028',
    '0x1e, which separates nothing here': '4a\x1e4b',
    'text as long as allowed': `4${'x'.repeat(maxPayload - 1)}`,
    'bytes': Buffer.of(0, 1, 2, 255),
    'no bytes': Buffer.alloc(0),
    'bytes as many as allowed': Buffer.alloc(maxPayload, 7),
  };
  for (const [name, packet] of Object.entries(packets))
    it(`carries ${name}`, async () => {
      const socket = await endpoint.connect();
      assert.deepEqual(await echo(socket, packet), packet);
      await socket.close();
    });

  const wrong = {
    'an empty message': '',
    'an unknown packet': '9',
    'a letter': 'hello',
    'a ping, which is the server\'s to send': '2',
  };
  for (const [name, packet] of Object.entries(wrong))
    it(`is closed after ${name}`, async () => {
      const socket = await endpoint.connect();
      assert.equal(await echo(socket, packet), closed);
    });

  it('is closed with 1009 after a message that is too long', async () => {
    const socket = await endpoint.connect();
    await socket.send(Buffer.alloc(maxPayload + 1));
    assert.equal((await within(socket.closing, 'no close')).code, 1009);
  });

  it('that the client closes is answered', async () => {
    const socket = await endpoint.connect();
    socket.ws.close(1000, 'enough');
    assert.equal((await within(socket.closing, 'no close')).code, 1000);
  });

  it('is closed by the server after what was still to be said', async () => {
    const socket = await chat.connect();
    await socket.send('40');
    await socket.take(2);
    await socket.send('42["hook:disconnect-me",true]');
    assert.deepEqual(await socket.untilClosed(), ['41']);
  });
});

describe('heartbeats over WebSocket', {concurrency: true}, () => {
  it('come every pingInterval after a pong', async () => {
    // Before the server's own timer, here and below.
    let start = performance.now();
    const socket = await endpoint.connect();
    socket.beats = false;
    for (let i = 0; i < 3; ++i) {
      assert.equal(await socket.next(), '2');
      const took = performance.now() - start;
      assert.ok(took > pingInterval - 20, `after ${took} ms`);
      assert.ok(took < pingInterval + lateness, `after ${took} ms`);
      start = performance.now();
      await socket.send('3');
    }
    await socket.close();
  });

  it('that are not answered close it in time', async () => {
    const start = performance.now();
    const socket = await endpoint.connect();
    socket.beats = false;
    assert.deepEqual(await socket.untilClosed(), ['2']);
    const took = performance.now() - start;
    const due = pingInterval + pingTimeout;
    assert.ok(took > due - 20, `after ${took} ms`);
    assert.ok(took < due + lateness, `after ${took} ms`);
  });

  it('that are answered keep it', async () => {
    const socket = await endpoint.connect();
    await sleep(2 * (pingInterval + pingTimeout));
    await assertAlive(socket);
    await socket.close();
  });
});

// -- upgrade ------------------------------------------------------------------

async function startUpgrade(session) {
  return endpoint.websocket({sid: session.sid});
}

async function probe(session) {
  const socket = await startUpgrade(session);
  assert.equal(await echo(socket, '2probe'), '3probe');
  return socket;
}

async function upgrade(session) {
  const socket = await probe(session);
  await socket.send('5');
  return socket;
}

/** What comes by polling, noops left out, until there are `count`. */
async function poll(session, count) {
  const packets = [];
  while (packets.length < count)
    packets.push(await session.next());
  return packets;
}

async function assertMoved(session) {
  for (const answer of [await session.get(), await session.post('4x')]) {
    assert.equal(answer.status, 400);
    assert.equal(JSON.parse(answer.text).code, 3);
  }
}

describe('an upgrade', () => {
  it('goes on over WebSocket, and no longer by polling', async () => {
    const session = await endpoint.poll();
    const socket = await upgrade(session);
    await assertAlive(socket);
    await assertMoved(session);
    await assertAlive(socket);
    await socket.close();
    const answer = await session.post('4x');
    assert.equal(answer.status, 400);
  });

  it('lets a waiting GET go with a noop, again and again', async () => {
    const session = await endpoint.poll();
    const waiting = session.get();
    const socket = await probe(session);
    // Otherwise it would wait for the ping.
    assert.equal((await waiting).text, '6');
    assert.equal((await session.get()).text, '6');
    await socket.send('5');
    await assertAlive(socket);
    await socket.close();
  });

  it('leaves data to polling until it is done', async () => {
    const session = await endpoint.poll();
    const socket = await probe(session);
    await session.send('4one', Buffer.of(1, 2));
    assert.deepEqual(await poll(session, 2), ['4one', Buffer.of(1, 2)]);
    await session.send('4two');
    await socket.send('5');
    assert.equal(await socket.next(), '4two');
    await socket.close();
  });

  it('brings what has queued, in order, before anything newer', async () => {
    const session = await endpoint.poll();
    const socket = await probe(session);
    const packets = Array.from({length: 100}, (_, i) => `4${i}`);
    await session.send(...packets.slice(0, 50), Buffer.of(1));
    await session.send(...packets.slice(50));
    await socket.send('5', '4last');
    assert.deepEqual(await socket.take(102),
      [...packets.slice(0, 50), Buffer.of(1), ...packets.slice(50), '4last']);
    await socket.close();
  });

  it('answers a GET that still waits', async () => {
    const session = await endpoint.poll();
    const waiting = session.get();
    const socket = await startUpgrade(session);
    await socket.send('2probe', '5');
    assert.equal(await socket.next(), '3probe');
    const answer = await waiting;
    assert.equal(answer.status, 200);
    assert.ok(['6', '1'].includes(answer.text), answer.text);
    await assertAlive(socket);
    await socket.close();
  });

  it('takes the heartbeats along', async () => {
    const session = await endpoint.poll();
    const socket = await upgrade(session);
    socket.beats = false;
    await assertAlive(socket);
    assert.equal(await socket.next(), '2');
    await socket.send('3');
    assert.deepEqual(await socket.untilClosed(), ['2']);
  });

  it('takes the pong of a ping that came by polling', async () => {
    const session = await endpoint.poll();
    assert.equal((await session.get()).text, '2');
    const socket = await upgrade(session);
    await socket.send('3');
    await sleep(pingTimeout + 50);
    await assertAlive(socket);
    await socket.close();
  });

  it('is done once: a further WebSocket is closed', async () => {
    const session = await endpoint.poll();
    const socket = await upgrade(session);
    await assertAlive(socket);
    await assertTurnedAway(session);
    await assertAlive(socket);
    await socket.close();
  });

  it('is one at a time: a second WebSocket is closed', async () => {
    const session = await endpoint.poll();
    const socket = await probe(session);
    await assertTurnedAway(session);
    await socket.send('5');
    await assertAlive(socket);
    await socket.close();
  });

  async function assertTurnedAway(session) {
    const another = await startUpgrade(session).catch(() => undefined);
    if (another) {
      await another.provoke('2probe');
      assert.equal(await another.next(), closed);
    }
  }
});

describe('an upgrade that is not finished', () => {
  const wrong = {
    'a message': '4early',
    'a ping without a probe': '2',
    'another probe': '2prob',
    'a pong': '3probe',
    'a close': '1',
    'a noop': '6',
    'an unknown packet': '9',
    'an empty message': '',
    'bytes': Buffer.of(1),
  };
  for (const [name, packet] of Object.entries(wrong))
    it(`but begins with ${name} is closed, and polling goes on`, async () => {
      const session = await endpoint.poll();
      const socket = await startUpgrade(session);
      assert.equal(await echo(socket, packet), closed);
      await assertAlive(session);
      const again = await upgrade(session);
      await assertAlive(again);
      await again.close();
    });

  it('but has a message behind the probe is closed, too', async () => {
    const session = await endpoint.poll();
    const socket = await probe(session);
    assert.equal(await echo(socket, '4early'), closed);
    await assertAlive(session);
  });

  it('and that the client breaks off leaves the session', async () => {
    const session = await endpoint.poll();
    const first = await startUpgrade(session);
    await first.close();
    await assertAlive(session);
    const second = await probe(session);
    second.ws.terminate();
    await second.closing;
    await assertAlive(session);
    const third = await upgrade(session);
    await assertAlive(third);
    await third.close();
  });

  it('ends with its session', async () => {
    const session = await endpoint.poll();
    const socket = await probe(session);
    await session.close();
    assert.equal(await socket.next(), closed);
  });

  it('does not keep a session whose client is silent', async () => {
    const session = await endpoint.poll();
    const socket = await probe(session);
    await sleep(pingInterval + pingTimeout);
    assert.equal(await socket.next(), closed);
    assert.equal((await session.get()).status, 400);
  });

  it('of an unknown session is refused before it is a WebSocket', async () => {
    await assert.rejects(endpoint.websocket({sid: 'abc'}), {status: 400});
  });
});
