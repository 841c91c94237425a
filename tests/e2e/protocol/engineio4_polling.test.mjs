// Engine.IO 4 by polling: one GET and one POST at a time, payloads as literal
// bytes, closing from both ends, heartbeats.

import assert from 'node:assert/strict';
import {once} from 'node:events';
import net from 'node:net';
import {after, before, describe, it} from 'node:test';
import {until, within} from '../harness.mjs';
import {lateness, maxPayload, pingInterval, pingTimeout, sleep, startSubject}
  from './subject.mjs';
import {Endpoint, exchange, request} from './wire.mjs';

let subject, endpoint, chat;
before(async () => {
  subject = await startSubject();
  endpoint = new Endpoint(subject.url);
  chat = new Endpoint(subject.url, {path: '/socket.io/'});
});
after(() => subject?.stop());

async function assertGone(session) {
  for (const answer of [await session.get(), await session.post('4x')]) {
    assert.equal(answer.status, 400);
    assert.equal(JSON.parse(answer.text).code, 1);
  }
}

/** For where the server may cut the connection instead of answering. */
function statusOr(cut, answer) {
  return answer.then(a => a.status, () => cut);
}

describe('a GET', () => {
  it('is held until there is something to send', async () => {
    const session = await endpoint.poll();
    let answered = false;
    const waiting = session.get().finally(() => { answered = true; });
    for (let i = 0; i < 5; ++i)
      await endpoint.poll();
    assert.equal(answered, false);
    await session.send('4hello');
    const answer = await waiting;
    assert.equal(answer.status, 200);
    assert.equal(answer.text, '4hello');
    assert.match(answer.headers['content-type'],
      /^text\/plain; charset=utf-8$/i);
    assert.equal(answer.headers['cache-control'], 'no-store');
  });

  it('brings all that has queued, in one payload', async () => {
    const session = await endpoint.poll();
    await session.send('4one');
    await session.send('4two', '4', Buffer.of(1, 2, 3, 4), '4three');
    assert.equal((await session.get()).text,
      '4one\x1e4two\x1e4\x1ebAQIDBA==\x1e4three');
  });

  it('may bring it compressed', async () => {
    const session = await endpoint.poll();
    const text = `4${'a page of text. '.repeat(500)}`;
    await session.send(text);
    // fetch undoes what the header says.
    const answer = await fetch(endpoint.url(session.query),
      {headers: {'accept-encoding': 'gzip, deflate'}});
    assert.equal(await answer.text(), text);
  });

  it('while another one waits closes the session', async () => {
    const session = await endpoint.poll();
    const first = session.get();
    const second = await secondGet(session);
    assert.equal(second.status, 400);
    const answer = await first;
    assert.equal(answer.status, 200);
    assert.equal(answer.text, '1');
    await assertGone(session);
  });

  it('that the client aborts closes the session', async () => {
    const session = await endpoint.poll();
    const abort = new AbortController();
    const first = session.get({signal: abort.signal});
    await endpoint.poll();
    abort.abort();
    await assert.rejects(first);
    await until('the session did not end', async () =>
      (await session.post('4x')).status === 400);
    await assertGone(session);
  });

  // So that it cannot be the first to arrive.
  async function secondGet(session) {
    await endpoint.poll();
    return session.get();
  }
});

describe('a POST', () => {
  it('is answered ok', async () => {
    const session = await endpoint.poll();
    const answer = await session.post('4hello');
    assert.equal(answer.status, 200);
    assert.equal(answer.text, 'ok');
    assert.match(answer.headers['content-type'], /^text\/html/);
    assert.equal(answer.headers['content-length'], '2');
  });

  it('brings packets in order, joined by 0x1e', async () => {
    const session = await endpoint.poll();
    await session.post('4a\x1e4b\x1e4\x1ebAQID\x1e4c');
    assert.deepEqual(await session.take(5),
      ['4a', '4b', '4', Buffer.of(1, 2, 3), '4c']);
  });

  it('may be chunked, and of any text type', async () => {
    const session = await endpoint.poll();
    for (const type of ['text/plain', 'text/plain;charset=UTF-8',
                        'text/html', 'application/json']) {
      await session.post(`4${type}`,
        {'content-type': type, 'transfer-encoding': 'chunked'});
      assert.equal(await session.next(), `4${type}`);
    }
    await session.post('4no type', {});
    assert.equal(await session.next(), '4no type');
  });

  it('while another one runs closes the session', async () => {
    const session = await endpoint.poll();
    const {host, pathname, search, hostname, port} =
      new URL(endpoint.url(session.query));
    const slow = net.connect(Number(port), hostname);
    slow.on('error', () => {});
    const ended = once(slow, 'close');
    await once(slow, 'connect');
    slow.write(`POST ${pathname}${search} HTTP/1.1\r\nHost: ${host}\r\n`
      + 'Content-Type: text/plain\r\nConnection: close\r\n'
      + 'Content-Length: 10\r\n\r\n4half');
    await endpoint.poll();
    await endpoint.poll();
    assert.equal((await session.post('4second')).status, 400);
    slow.resume();
    if (slow.writable)
      slow.write('12345');
    await within(ended, 'the first one was not ended');
    await assertGone(session);
  });

  it('of application/octet-stream is refused and closes', async () => {
    const session = await endpoint.poll();
    const status = await statusOr(400, session.post(Buffer.from('4hello'),
      {'content-type': 'application/octet-stream'}));
    assert.equal(status, 400);
    await assertGone(session);
  });

  it('tells the waiting GET that the session is closed, too', async () => {
    const session = await endpoint.poll();
    const waiting = session.get();
    await endpoint.poll();
    await statusOr(400, session.post(Buffer.from('4hello'),
      {'content-type': 'application/octet-stream'}));
    assert.equal((await waiting).text, '1');
  });

  const broken = {
    'that is empty': '',
    'with an empty packet': '4a\x1e\x1e4b',
    'that ends with a separator': '4a\x1e',
    'with an unknown packet': '9x',
    'with an unknown packet behind a good one': '4a\x1e74b',
    'that begins with a letter': 'hello',
    'with a ping': '2',
  };
  for (const [name, body] of Object.entries(broken))
    it(`${name} closes the session`, async () => {
      const session = await endpoint.poll();
      const status = await statusOr(400, session.post(body));
      assert.ok([200, 400].includes(status), `${status}`);
      await assertGone(session);
    });

  it('with wrong base64 harms nobody', async () => {
    for (const body of ['b', 'b!!!!', 'bA', 'bAQID=x', 'b\u00e9']) {
      const session = await endpoint.poll();
      await statusOr(400, session.post(body));
    }
    const session = await endpoint.poll();
    await session.send('4alive');
    assert.equal(await session.next(), '4alive');
  });
});

describe('maxPayload', () => {
  const content = maxPayload - 1;

  it('bytes are taken', async () => {
    const session = await endpoint.poll();
    await session.send(`4${'x'.repeat(content)}`);
    assert.equal((await session.next()).length, maxPayload);
  });

  it('and one more are refused', async () => {
    const session = await endpoint.poll();
    const {host, pathname, search} = new URL(endpoint.url(session.query));
    const answer = await exchange(subject.url,
      `POST ${pathname}${search} HTTP/1.1\r\nHost: ${host}\r\n`
      + 'Content-Type: text/plain\r\nConnection: close\r\n'
      + `Content-Length: ${maxPayload + 1}\r\n\r\n4${'x'.repeat(maxPayload)}`);
    assert.match(answer, /^HTTP\/1\.1 413 /);
  });

  it('is counted in bytes', async () => {
    const session = await endpoint.poll();
    const status = await statusOr(413,
      session.post(`4${'\u00e9'.repeat(maxPayload / 2)}`));
    assert.equal(status, 413);
  });

  it('holds for chunks, too, before all of them are there', async () => {
    const session = await endpoint.poll();
    const {host, pathname, search} = new URL(endpoint.url(session.query));
    const chunk = `ffff\r\n4${'x'.repeat(0xfffe)}\r\n`;
    const answer = await exchange(subject.url,
      `POST ${pathname}${search} HTTP/1.1\r\nHost: ${host}\r\n`
      + 'Content-Type: text/plain\r\nConnection: close\r\n'
      + `Transfer-Encoding: chunked\r\n\r\n${chunk.repeat(16)}`);
    assert.match(answer, /^HTTP\/1\.1 413 /);
  });
});

describe('a payload', () => {
  const texts = {
    'text beyond the BMP': '4😀 \u{10FFFF}',
    'U+2028 and an escaped separator': '4\u2028\\u001e',
    'a zero byte': '4a\u0000b',
    'long text': `4${'long '.repeat(20_000)}`,
    'what looks like a binary packet': '4bAQID',
    'nothing but the type': '4',
  };
  for (const [name, packet] of Object.entries(texts))
    it(`carries ${name}`, async () => {
      const session = await endpoint.poll();
      await session.send(packet);
      assert.equal((await session.get()).text, packet);
    });

  it('carries bytes as base64', async () => {
    const session = await endpoint.poll();
    const bytes = Buffer.from(Array.from({length: 256}, (_, i) => i));
    await session.send(bytes);
    assert.equal((await session.get()).text, `b${bytes.toString('base64')}`);
  });
});

describe('a session ends', () => {
  it('by the client: the waiting GET gets a noop', async () => {
    const session = await endpoint.poll();
    const waiting = session.get();
    await endpoint.poll();
    await session.send('1');
    const answer = await waiting;
    assert.equal(answer.status, 200);
    assert.equal(answer.text, '6');
    await assertGone(session);
  });

  it('by the client, with nothing handed on behind it', async () => {
    const session = await endpoint.poll();
    const waiting = session.get();
    await endpoint.poll();
    await statusOr(400, session.post('1\x1e4too late'));
    assert.equal((await waiting).text, '6');
  });

  for (const waits of [true, false])
    it(`by the server, ${waits ? 'a' : 'no'} GET waiting`, async () => {
      const session = await chat.poll();
      await session.send('40');
      await session.take(2);
      const rest = waits ? session.untilClosed() : undefined;
      await session.provoke('42["hook:disconnect-me",true]');
      assert.deepEqual(await (rest ?? session.untilClosed()), ['41']);
      await assertGone(session);
    });

  // Clients hand packets on later than they look at a close: in one payload
  // with it, they would take the DISCONNECT for a lost connection, and come
  // back.
  for (const waits of [true, false])
    it(`and the close is a payload of its own, ${
      waits ? 'a' : 'no'} GET waiting`, async () => {
      const session = await chat.poll();
      await session.send('40');
      await session.take(2);
      const waiting = waits ? [session.get()] : [];
      await endpoint.poll();
      await session.provoke('42["hook:disconnect-me",true]');
      const payloads = [];
      while (payloads.at(-1)?.split('\x1e').at(-1) !== '1') {
        const answer = await (waiting.pop() ?? session.get());
        assert.equal(answer.status, 200);
        payloads.push(...[answer.text.replace(/^6\x1e/, '')]
          .filter(text => text !== '6'));
      }
      assert.deepEqual(payloads, ['41', '1']);
    });
});

describe('heartbeats', {concurrency: true}, () => {
  it('come every pingInterval after a pong', async () => {
    // Before the server's own timer, here and below.
    let start = performance.now();
    const session = await endpoint.poll();
    for (let i = 0; i < 3; ++i) {
      assert.equal((await session.get()).text, '2');
      const took = performance.now() - start;
      assert.ok(took > pingInterval - 20, `after ${took} ms`);
      assert.ok(took < pingInterval + lateness, `after ${took} ms`);
      start = performance.now();
      await session.send('3');
    }
  });

  it('that are not answered end the session in time', async () => {
    const session = await endpoint.poll();
    await sleep(pingInterval + pingTimeout);
    await until('the session did not end', async () =>
      (await session.post('4x')).status === 400, lateness);
    await assertGone(session);
  });

  it('that are not answered end the waiting GET', async () => {
    const start = performance.now();
    const session = await endpoint.poll();
    session.beats = false;
    assert.deepEqual(await session.untilClosed(), ['2']);
    const took = performance.now() - start;
    assert.ok(took > pingInterval + pingTimeout - 20, `after ${took} ms`);
    await assertGone(session);
  });

  it('that are answered keep it', async () => {
    const session = await endpoint.poll();
    const heard = session.next();
    const nothing = sleep(2 * (pingInterval + pingTimeout));
    assert.equal(await Promise.race([heard, nothing]), undefined);
    await session.send('4still here');
    assert.equal(await heard, '4still here');
  });
});

describe('a connection', () => {
  it('may carry requests behind each other', async () => {
    const session = await endpoint.poll();
    const {host, pathname, search} = new URL(endpoint.url(session.query));
    const line = `${pathname}${search} HTTP/1.1\r\nHost: ${host}\r\n`;
    const answer = await exchange(subject.url,
      `POST ${line}Content-Length: 3\r\n\r\n4ab`
      + `GET ${line}Connection: close\r\n\r\n`);
    const bodies = answer.split('\r\n\r\n').slice(1)
      .map(part => part.split('HTTP/1.1')[0]);
    assert.deepEqual(bodies, ['ok', '4ab']);
  });

  it('of HTTP/1.0 is answered and closed', async () => {
    const {pathname, search} = new URL(endpoint.url({transport: 'polling'}));
    const answer = await exchange(subject.url,
      `GET ${pathname}${search} HTTP/1.0\r\n\r\n`);
    assert.match(answer, /^HTTP\/1\.[01] 200 /);
    assert.match(answer, /\r\n\r\n0\{/);
  });

  it('to another path is not Engine.IO\'s', async () => {
    const answer = await request(
      `${subject.url}/engine.iox/?EIO=4&transport=polling`);
    assert.equal(answer.status, 404);
  });
});
