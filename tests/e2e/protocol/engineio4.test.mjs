// Engine.IO 4: how a session begins, what is refused and how, and the rules of
// other origins.

import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import {beyondReference, maxPayload, pingInterval, pingTimeout, startSubject}
  from './subject.mjs';
import {Endpoint, exchange} from './wire.mjs';

let subject, endpoint, chat;
before(async () => {
  subject = await startSubject();
  endpoint = new Endpoint(subject.url);
  chat = new Endpoint(subject.url, {path: '/socket.io/'});
});
after(() => subject?.stop());

const polling = {transport: 'polling'};
const websocket = {transport: 'websocket'};
const keys = ['maxPayload', 'pingInterval', 'pingTimeout', 'sid', 'upgrades'];

function assertHandshake(handshake, upgrades) {
  assert.deepEqual(Object.keys(handshake).sort(), keys);
  assert.deepEqual({...handshake, sid: ''},
    {sid: '', upgrades, pingInterval, pingTimeout, maxPayload});
  assert.match(handshake.sid, /^[A-Za-z0-9_-]{20,}$/);
}

describe('a handshake', () => {
  for (const [name, at] of [['/engine.io/', () => endpoint],
                            ['/socket.io/', () => chat]]) {
    it(`by polling at ${name} gives the session's terms`, async () => {
      const answer = await at().request(polling);
      assert.equal(answer.status, 200);
      assert.match(answer.headers['content-type'],
        /^text\/plain; charset=utf-8$/i);
      assert.equal(answer.headers['cache-control'], 'no-store');
      assert.equal(answer.text[0], '0');
      assertHandshake(JSON.parse(answer.text.slice(1)), ['websocket']);
    });

    it(`by WebSocket at ${name} gives them as the first packet`, async () => {
      const socket = await at().connect();
      assertHandshake(socket.handshake, []);
      await socket.close();
    });
  }

  it('takes fields it does not know, and a cache buster', async () => {
    const answer = await endpoint.request(
      {...polling, t: 'PqR5x2', token: 'a+b c', b64: 1, 'user[id]': '%7'});
    assert.equal(answer.status, 200);
  });

  it('gives each session another id', async () => {
    const sids = await Promise.all(Array.from({length: 50},
      async () => (await endpoint.poll()).sid));
    assert.equal(new Set(sids).size, 50);
  });

  it('from a Flutter client, which asks for polling on a WebSocket, is taken',
    beyondReference('it answers 101 and closes'), async () => {
      const socket = await endpoint.connect(polling);
      assertHandshake(socket.handshake, []);
      await socket.send('4hello');
      assert.equal(await socket.next(), '4hello');
      await socket.close();
    });
});

const errors = [
  {code: 0, message: 'Transport unknown'},
  {code: 1, message: 'Session ID unknown'},
  {code: 2, message: 'Bad handshake method'},
  {code: 3, message: 'Bad request'},
  undefined,
  {code: 5, message: 'Unsupported protocol version'},
];

/** Query, method, the code that is expected. */
const refused = {
  'no transport': [{}, 'GET', 0],
  'an unknown transport': [{transport: 'abc'}, 'GET', 0],
  'a transport like a member of Object': [{transport: '__proto__'}, 'GET', 0],
  'an empty transport': [{transport: ''}, 'GET', 0],
  'a transport in capitals': [{transport: 'Polling'}, 'GET', 0],
  'an unknown session': [{...polling, sid: 'abc'}, 'GET', 1],
  'a POST to an unknown session': [{...polling, sid: 'abc'}, 'POST', 1],
  'a session of 10 kB': [{...polling, sid: 'x'.repeat(10_000)}, 'GET', 1],
  'a session like a member of Object':
    [{...polling, sid: '__proto__'}, 'GET', 1],
  'a session like a method of Object':
    [{...polling, sid: 'constructor'}, 'GET', 1],
  'a POST without a session': [polling, 'POST', 2],
  'a PUT without a session': [polling, 'PUT', 2],
  'a DELETE without a session': [polling, 'DELETE', 2],
  'a WebSocket without an upgrade': [websocket, 'GET', 3],
  // The order of the checks.
  'a POST of an unknown transport': [{transport: 'abc'}, 'POST', 0],
  'an unknown session over an unknown transport':
    [{transport: 'abc', sid: 'abc'}, 'GET', 0],
  'an unknown session over a WebSocket without an upgrade':
    [{...websocket, sid: 'abc'}, 'GET', 1],
  'a POST as a WebSocket': [websocket, 'POST', 2],
  'an unknown transport in an unknown revision':
    [{transport: 'abc', EIO: 'abc'}, 'GET', 0],
  'a WebSocket without an upgrade in an unknown revision':
    [{...websocket, EIO: 'abc'}, 'GET', 3],
};
for (const EIO of [undefined, '', '5', '2', 'abc', '4.0', '04', '4 ', '-4'])
  refused[`the revision ${JSON.stringify(EIO)}`] =
    [{...polling, EIO}, 'GET', 5];

function onlyReferenceTakes(code) {
  return code === 5
    ? beyondReference('takes all but 4 for revision 3') : {};
}

function assertError(answer, code) {
  assert.equal(answer.status, 400);
  assert.match(answer.headers['content-type'], /^application\/json/);
  assert.deepEqual(JSON.parse(answer.text), errors[code]);
}

describe('a request is refused for', () => {
  for (const [name, [query, method, code]] of Object.entries(refused))
    for (const path of ['/engine.io/', '/socket.io/'])
      it(`${name} at ${path}`, onlyReferenceTakes(code), async () => {
        const at = path === '/engine.io/' ? endpoint : chat;
        assertError(await at.request(query, {method}), code);
      });

  it('the other transport than the session has', async () => {
    const session = await endpoint.poll();
    assertError(await endpoint.request({...websocket, sid: session.sid}), 3);
    const socket = await endpoint.connect();
    const {sid} = socket.handshake;
    assertError(await endpoint.request({...polling, sid}), 3);
    await socket.send('4still here');
    assert.equal(await socket.next(), '4still here');
    await socket.close();
  });

  it('another revision than the session has', async () => {
    const {sid} = await endpoint.poll();
    assertError(await endpoint.request({...polling, sid, EIO: 3}), 3);
  });

  for (const method of ['PUT', 'DELETE', 'PATCH'])
    it(`the method ${method} on a session`, async () => {
      const {sid} = await endpoint.poll();
      const answer = await endpoint.request({...polling, sid}, {method});
      assert.ok(answer.status >= 400, `${answer.status}`);
    });

  it('control bytes in the origin', async () => {
    const {host, pathname, search} = new URL(endpoint.url(polling));
    for (const byte of ['\x01', '\x7f']) {
      const answer = await exchange(subject.url,
        `GET ${pathname}${search} HTTP/1.1\r\nHost: ${host}\r\n`
        + `Origin: http://a${byte}b\r\nConnection: close\r\n\r\n`);
      assert.match(answer, /^HTTP\/1\.1 400 /);
    }
  });
});

describe('an upgrade is refused in plain text, and closed, for', () => {
  const cases = {
    'an unknown transport': [{transport: 'abc'}, 0],
    'an unknown session': [{...websocket, sid: 'abc'}, 1],
    'a session like a member of Object':
      [{...websocket, sid: '__proto__'}, 1],
    'an unknown revision': [{...websocket, EIO: 'abc'}, 5],
  };
  for (const [name, [query, code]] of Object.entries(cases))
    it(name, onlyReferenceTakes(code), async () => {
      const {host, pathname, search} = new URL(endpoint.url(query));
      const answer = await exchange(subject.url,
        `GET ${pathname}${search} HTTP/1.1\r\nHost: ${host}\r\n`
        + 'Connection: Upgrade\r\nUpgrade: websocket\r\n'
        + 'Sec-WebSocket-Version: 13\r\n'
        + 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n');
      const [head, body] = answer.split('\r\n\r\n');
      const {message} = errors[code];
      assert.match(head, /^HTTP\/1\.1 400 Bad Request\r\n/);
      assert.match(head, /^connection: close\r?$/im);
      assert.match(head, new RegExp(`^content-length: ${message.length}\r?$`,
        'im'));
      assert.equal(body, message);
    });
});

describe('a page of another origin', () => {
  const origin = 'http://elsewhere.example';

  function assertAllowed(headers) {
    const allowed = headers['access-control-allow-origin'];
    if (headers['access-control-allow-credentials'] === undefined) {
      assert.ok([origin, '*'].includes(allowed), allowed);
    } else {
      assert.equal(headers['access-control-allow-credentials'], 'true');
      assert.equal(allowed, origin);
      assert.match(headers.vary, /\borigin\b/i);
    }
  }

  it('may read a handshake', async () => {
    const answer = await endpoint.request(polling, {headers: {origin}});
    assertAllowed(answer.headers);
  });

  it('may read what polls bring, and that a POST was taken', async () => {
    const session = await endpoint.poll();
    const waiting = session.get({headers: {origin}});
    const posted = await session.post('4hello',
      {origin, 'content-type': 'text/plain;charset=UTF-8'});
    assertAllowed(posted.headers);
    assertAllowed((await waiting).headers);
  });

  it('may read errors', async () => {
    for (const query of [{}, {...polling, sid: 'abc'}])
      assertAllowed((await endpoint.request(query, {headers: {origin}}))
        .headers);
  });

  for (const query of [polling, {...polling, sid: 'abc'}, {}])
    it(`asks first, at ${JSON.stringify(query)}`, async () => {
      const {status, headers, text} = await endpoint.request(query, {
        method: 'OPTIONS',
        headers: {origin, 'access-control-request-method': 'POST',
                  'access-control-request-headers': 'authorization, x-other'},
      });
      assert.equal(status, 204);
      assert.equal(text, '');
      assertAllowed(headers);
      const methods = headers['access-control-allow-methods'];
      assert.match(methods, /\bGET\b/);
      assert.match(methods, /\bPOST\b/);
      const allowed = headers['access-control-allow-headers'];
      assert.match(allowed, /authorization/i);
      assert.match(allowed, /x-other/i);
    });

  it('may open a WebSocket', async () => {
    const socket = await endpoint.connect({}, {origin});
    await socket.close();
  });
});
