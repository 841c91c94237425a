// Engine.IO 3, as clients of socket.io 2.x and older Flutter apps speak it: the
// other payloads, the other way of heartbeats; else the rules of revision 4.

import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import {within} from '../harness.mjs';
import {beyondReference, lateness, maxPayload, pingInterval, pingTimeout, sleep,
        startSubject} from './subject.mjs';
import {closed, Endpoint} from './wire.mjs';

let subject, endpoint, chat;
before(async () => {
  subject = await startSubject();
  endpoint = new Endpoint(subject.url, {revision: 3});
  chat = new Endpoint(subject.url, {path: '/socket.io/', revision: 3});
});
after(() => subject?.stop());

const base64 = {b64: 1};
const octets = 'application/octet-stream';

async function assertGone(session) {
  for (const answer of [await session.get(), await session.post('2:4x')]) {
    assert.equal(answer.status, 400);
    assert.equal(JSON.parse(answer.text).code, 1);
  }
}

async function assertAlive(session) {
  await session.send('4alive');
  assert.equal(await session.next(), '4alive');
}

function statusOr(cut, answer) {
  return answer.then(a => a.status, () => cut);
}

describe('a handshake of revision 3', () => {
  for (const query of [{}, base64])
    it(`by polling, ${query.b64 ? '' : 'not '}in base64`, async () => {
      const answer = await endpoint.request({transport: 'polling', ...query});
      assert.equal(answer.status, 200);
      assert.match(answer.headers['content-type'],
        /^text\/plain; charset=utf-8$/i);
      assert.equal(answer.headers['cache-control'], 'no-store');
      const colon = answer.text.indexOf(':');
      const packet = answer.text.slice(colon + 1);
      assert.equal(answer.text.slice(0, colon), `${packet.length}`);
      assert.equal(packet[0], '0');
      const handshake = JSON.parse(packet.slice(1));
      assert.deepEqual({...handshake, sid: ''}, {sid: '', maxPayload,
        upgrades: ['websocket'], pingInterval, pingTimeout});
    });

  it('by WebSocket', async () => {
    const socket = await endpoint.connect();
    assert.deepEqual({...socket.handshake, sid: ''},
      {sid: '', maxPayload, upgrades: [], pingInterval, pingTimeout});
    await socket.close();
  });

  for (const transport of ['polling', 'websocket'])
    it(`joins / by itself over ${transport}`, async () => {
      const session = await chat.session(transport);
      assert.deepEqual(await session.take(2), ['40', '42["auth",{}]']);
      await session.close();
    });

  it('is refused as in revision 4', async () => {
    const cases = [[{transport: 'abc'}, 'GET', 0],
                   [{transport: 'polling', sid: 'abc'}, 'GET', 1],
                   [{transport: 'polling'}, 'POST', 2],
                   [{transport: 'websocket'}, 'GET', 3]];
    for (const [query, method, code] of cases) {
      const answer = await endpoint.request(query, {method});
      assert.equal(answer.status, 400);
      assert.equal(JSON.parse(answer.text).code, code);
    }
  });
});

describe('a payload of revision 3', () => {
  const texts = {
    '6:4hello': '6:4hello',
    '1:4': '1:4',
    // Lengths count what JavaScript calls characters.
    '3:4\u{1f600}': '3:4\u{1f600}',
    '2:4\u00e9': '2:4\u00e9',
    '5:4a:\u20ac2': '5:4a:\u20ac2',
    '3:4\u0000\u2028': '3:4\u0000\u2028',
    '2:4a3:4\u{1f600}2:4c': '2:4a3:4\u{1f600}2:4c',
  };
  for (const [sent, heard] of Object.entries(texts))
    it(`of text: ${JSON.stringify(sent)}`, async () => {
      const session = await endpoint.poll();
      assert.equal((await session.post(sent)).text, 'ok');
      const answer = await session.get();
      assert.equal(answer.text, heard);
      assert.match(answer.headers['content-type'],
        /^text\/plain; charset=utf-8$/i);
    });

  it('of bytes, to a client that takes them', async () => {
    const session = await endpoint.poll();
    await session.post('6:b4AQID');
    const answer = await session.get();
    assert.equal(answer.headers['content-type'], octets);
    assert.deepEqual([...answer.bytes], [1, 4, 255, 4, 1, 2, 3]);
  });

  it('of bytes and text, to a client that takes them', async () => {
    const session = await endpoint.poll();
    await session.post('3:4\u{1f600}6:b4AQID2:4z');
    const answer = await session.get();
    assert.equal(answer.headers['content-type'], octets);
    assert.deepEqual([...answer.bytes], [
      0, 5, 255, 0x34, 0xf0, 0x9f, 0x98, 0x80,
      1, 4, 255, 4, 1, 2, 3,
      0, 2, 255, 0x34, 0x7a]);
  });

  it('of many bytes has a length of several digits', async () => {
    const session = await endpoint.poll();
    const bytes = Buffer.alloc(1234, 7);
    await session.send(bytes);
    const answer = await session.get();
    assert.deepEqual([...answer.bytes.subarray(0, 7)],
      [1, 1, 2, 3, 5, 255, 4]);
    assert.equal(answer.bytes.length, 6 + 1235);
  });

  it('of bytes, to a client that does not', async () => {
    const session = await endpoint.poll(base64);
    await session.post('6:b4AQID');
    assert.equal((await session.get()).text, '6:b4AQID');
    await session.post('2:4a6:b4AQID');
    assert.equal((await session.get()).text, '2:4a6:b4AQID');
  });

  it('may be posted as bytes', async () => {
    const session = await endpoint.poll(base64);
    const bytes = Buffer.from([
      0, 6, 255, ...Buffer.from('4hello'),
      0, 5, 255, ...Buffer.from('4\u{1f600}'),
      1, 4, 255, 4, 1, 2, 3]);
    const answer = await session.post(bytes, {'content-type': octets});
    assert.equal(answer.text, 'ok');
    assert.deepEqual(await session.take(3),
      ['4hello', '4\u{1f600}', Buffer.of(1, 2, 3)]);
  });

  const broken = {
    'nothing': '',
    'no length': ':4a',
    'no colon': '24a',
    'a length that is no number': 'x:4a',
    'a negative length': '-1:4a',
    'a length with a point': '2.5:4a',
    'a length beyond the end': '5:4a',
    'a length beyond all numbers': `${'9'.repeat(400)}:4a`,
    'digits at the end': '2:4a17',
    'an unknown packet': '2:9a',
    'the separator of revision 4': '4a\x1e4b',
    'a pong': '1:3',
  };
  for (const [name, body] of Object.entries(broken))
    it(`with ${name} closes the session`, async () => {
      const session = await endpoint.poll();
      const status = await statusOr(400, session.post(body));
      assert.ok([200, 400].includes(status), `${status}`);
      await assertGone(session);
    });

  const brokenBytes = {
    'without an end of its length': [0, 2, 2, 2],
    'with a length beyond its end': [0, 9, 255, 0x34, 0x61],
    'with a length that is no digit': [0, 77, 255, 0x34],
    'of neither text nor bytes': [7, 2, 255, 0x34, 0x61],
    'of text that is no UTF-8': [0, 3, 255, 0x34, 0xff, 0xfe],
    'with an unknown packet': [1, 2, 255, 9, 9],
    'with a length of many digits':
      [0, ...Array.from({length: 400}, () => 9), 255, 0x34],
  };
  for (const [name, bytes] of Object.entries(brokenBytes))
    it(`of bytes, ${name}, harms nobody`,
      beyondReference('some of these make it loop or stay'), async () => {
        const session = await endpoint.poll();
        const status = await statusOr(400, session.post(Buffer.from(bytes),
          {'content-type': octets}));
        assert.ok([200, 400].includes(status), `${status}`);
        const other = await endpoint.poll();
        await assertAlive(other);
      });
});

describe('polling of revision 3', () => {
  it('holds a GET until there is something', async () => {
    const session = await endpoint.poll();
    let answered = false;
    const waiting = session.get().finally(() => { answered = true; });
    for (let i = 0; i < 5; ++i)
      await endpoint.poll();
    assert.equal(answered, false);
    await session.send('4hello');
    assert.equal((await waiting).text, '6:4hello');
  });

  it('ends with a noop for the waiting GET if the client closes', async () => {
    const session = await endpoint.poll();
    const waiting = session.get();
    await endpoint.poll();
    assert.equal((await session.post('1:1')).text, 'ok');
    assert.equal((await waiting).text, '1:6');
    await assertGone(session);
  });

  it('ends with a second GET', async () => {
    const session = await endpoint.poll();
    const waiting = session.get();
    await endpoint.poll();
    assert.equal((await session.get()).status, 400);
    assert.equal((await waiting).text, '1:1');
    await assertGone(session);
  });

  it('ends with the server, after what was still to be said', async () => {
    const session = await chat.poll();
    await session.take(2);
    await session.provoke('42["hook:disconnect-me",true]');
    assert.deepEqual(await session.untilClosed(), ['41']);
    await assertGone(session);
  });
});

describe('a WebSocket of revision 3', () => {
  const packets = {
    'text': '4hello',
    'text beyond the BMP': '4\u{1f600}',
    'bytes behind their type': Buffer.of(1, 2, 3),
    'no bytes': Buffer.alloc(0),
  };
  for (const [name, packet] of Object.entries(packets))
    it(`carries ${name}`, async () => {
      const socket = await endpoint.connect();
      await socket.send(packet);
      assert.deepEqual(await socket.next(), packet);
      await socket.close();
    });

  const wrong = {
    'an empty message': '',
    'an unknown packet': '9',
    'a pong': '3',
  };
  for (const [name, packet] of Object.entries(wrong))
    it(`is closed after ${name}`, async () => {
      const socket = await endpoint.connect();
      await socket.send(packet);
      assert.equal(await socket.next(), closed);
    });

  it('is closed after bytes of an unknown type',
    beyondReference('lets them pass'), async () => {
      const socket = await endpoint.connect();
      socket.ws.send(Buffer.of(9, 1));
      assert.equal(await socket.next(), closed);
    });
});

describe('heartbeats of revision 3', {concurrency: true}, () => {
  it('are the client\'s, by polling', async () => {
    const session = await endpoint.poll();
    await session.post('1:2');
    assert.equal((await session.get()).text, '1:3');
    for (let i = 0; i < 4; ++i) {
      await sleep(pingInterval);
      await session.post('1:2');
      assert.equal((await session.get()).text, '1:3');
    }
  });

  it('are the client\'s, over WebSocket', async () => {
    const socket = await endpoint.connect();
    socket.beats = false;
    for (let i = 0; i < 4; ++i) {
      await sleep(pingInterval);
      await socket.send('2');
      assert.equal(await socket.next(), '3');
    }
    await socket.close();
  });

  it('are missed in time, by polling', async () => {
    const session = await endpoint.poll();
    const waiting = session.get();
    await sleep(pingInterval + pingTimeout);
    await within(waiting, 'the GET was not answered', lateness);
    await assertGone(session);
  });

  it('are missed in time, over WebSocket', async () => {
    // Before the server's own timer.
    const start = performance.now();
    const socket = await endpoint.connect();
    assert.deepEqual(await socket.untilClosed(), []);
    const took = performance.now() - start;
    const due = pingInterval + pingTimeout;
    assert.ok(took > due - 20, `after ${took} ms`);
    assert.ok(took < due + lateness, `after ${took} ms`);
  });
});

describe('an upgrade of revision 3', () => {
  async function probe(session) {
    const socket = await endpoint.websocket({sid: session.sid});
    socket.beats = false;
    await socket.send('2probe');
    assert.equal(await socket.next(), '3probe');
    socket.beats = true;
    return socket;
  }

  it('frees the waiting GET, and brings what has queued', async () => {
    const session = await endpoint.poll();
    const waiting = session.get();
    const socket = await probe(session);
    assert.equal((await waiting).text, '1:6');
    await session.send('4one', Buffer.of(1, 2), '4two');
    await socket.send('5');
    assert.deepEqual(await socket.take(3),
      ['4one', Buffer.of(1, 2), '4two']);
    await assertAlive(socket);
    assert.equal(JSON.parse((await session.get()).text).code, 3);
    await socket.send('2');
    await assertAlive(socket);
    await socket.close();
  });

  it('that is broken off leaves the session', async () => {
    const session = await endpoint.poll();
    const socket = await probe(session);
    await socket.close();
    await assertAlive(session);
  });

  it('with a wrong packet is closed, and polling goes on', async () => {
    const session = await endpoint.poll();
    const socket = await probe(session);
    await socket.send('4early');
    assert.equal(await socket.next(), closed);
    await assertAlive(session);
  });
});
