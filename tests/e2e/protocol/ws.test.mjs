// Clients without Socket.IO at /ws: JSON texts {event, data, ack}. The same
// commands and events as by Socket.IO.

import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import WebSocket from 'ws';
import {createWorld, within} from '../harness.mjs';
import {connectTimeout, lateness, pingInterval, pingTimeout}
  from './subject.mjs';
import {request} from './wire.mjs';

const skip = process.env.PROTOCOL_SERVER_URL
  ? 'the reference: has no /ws' : false;

let world;
before(async () => {
  if (!skip)
    world = await createWorld({env: {
      PING_INTERVAL_SECONDS: String(pingInterval / 1000),
      PING_TIMEOUT_SECONDS: String(pingTimeout / 1000),
      CONNECT_TIMEOUT_SECONDS: String(connectTimeout / 1000),
    }});
});
after(async () => {
  for (const plain of open)
    plain.ws.terminate();
  await world?.stop();
});

const open = new Set();

class Plain {
  #heard = [];
  #waiting = [];
  #acks = 0;

  constructor({query = '', token, ...options} = {}) {
    if (token)
      options.headers = {authorization: `Bearer ${token}`};
    this.ws = new WebSocket(`${world.url.replace('http', 'ws')}/ws${query}`,
      {perMessageDeflate: false, ...options});
    open.add(this);
    this.ws.on('message', (data, isBinary) => {
      assert.equal(isBinary, false);
      this.#take(JSON.parse(data));
    });
    this.closed = new Promise(done => this.ws.once('close', code => {
      open.delete(this);
      this.#take({event: 'closed', code});
      done(code);
    }));
    this.opened = new Promise((done, fail) => {
      this.ws.once('open', done);
      this.ws.on('error', fail);
    });
    this.opened.catch(() => {});
  }

  #take(message) {
    const place = this.#waiting.findIndex(w => w.wanted(message));
    if (place < 0)
      this.#heard.push(message);
    else
      this.#waiting.splice(place, 1)[0].done(message);
  }

  #find(wanted, what) {
    const place = this.#heard.findIndex(wanted);
    if (place >= 0)
      return Promise.resolve(this.#heard.splice(place, 1)[0]);
    return within(new Promise(done => this.#waiting.push({wanted, done})),
      `no ${what} came`);
  }

  /** The data of the next event of that name. */
  async next(event) {
    return (await this.#find(m => m.event === event, event)).data;
  }

  /** The next thing that comes, whatever it is. */
  any() {
    return this.#find(() => true, 'message');
  }

  send(message) {
    this.ws.send(typeof message === 'string' || Buffer.isBuffer(message)
      ? message : JSON.stringify(message));
  }

  /** Sends an event and gives the data of its ack. */
  async ask(event, data) {
    const ack = ++this.#acks;
    this.send({event, data, ack});
    return (await this.#find(m => m.ack === ack, `ack of ${event}`)).data;
  }

  async join(conversationId) {
    const ack = await this.ask('dm:join_conversation', {conversationId});
    assert.equal(ack.success, true, JSON.stringify(ack));
    assert.deepEqual(await this.next('dm:joined'), {conversationId});
  }
}

async function connect(token, options) {
  const plain = new Plain(options);
  await plain.opened;
  plain.send({event: 'connect', data: {token}});
  const {sid} = await plain.next('connect');
  assert.match(sid, /^[A-Za-z0-9_-]{15,}$/);
  return plain;
}

describe('a token at /ws', {skip}, () => {
  it('may come in the first message', async () => {
    const {token} = await world.person('user');
    await connect(token);
  });

  it('may come in the header, or in the query', async () => {
    const {token} = await world.person('user');
    for (const options of [{token}, {query: `?token=${token}`}]) {
      const plain = new Plain(options);
      const {event, data} = await plain.any();
      assert.equal(event, 'connect');
      assert.match(data.sid, /^[A-Za-z0-9_-]{15,}$/);
    }
  });

  for (const where of ['message', 'header', 'query'])
    it(`that is wrong is refused, in the ${where}`, async () => {
      const plain = new Plain({message: {}, header: {token: 'guess'},
                               query: {query: '?token=guess'}}[where]);
      if (where === 'message') {
        await plain.opened;
        plain.send({event: 'connect', data: {token: 'guess'}});
      }
      const {event, data} = await plain.any();
      assert.equal(event, 'connect_error');
      assert.equal(data.data.error, 'unauthenticated');
      assert.equal(typeof data.message, 'string');
      assert.notEqual(data.message, '');
    });

  it('may be tried again', async () => {
    const {token} = await world.person('user');
    const plain = new Plain();
    await plain.opened;
    plain.send({event: 'connect'});
    await plain.next('connect_error');
    plain.send({event: 'connect', data: {token}});
    await plain.next('connect');
  });

  it('is due before anything else', async () => {
    const {user, conversation} = await world.pair();
    const plain = new Plain();
    await plain.opened;
    const ack = await plain.ask('dm:join_conversation',
      {conversationId: conversation.id});
    assert.equal(ack.success, false);
    assert.equal(ack.error, 'unauthenticated');
    plain.send({event: 'connect', data: {token: user.token}});
    await plain.next('connect');
    await plain.join(conversation.id);
  });

  it('is due in time', async () => {
    // Before the server's own timer.
    const start = performance.now();
    const plain = new Plain();
    await plain.opened;
    await within(plain.closed, 'no close');
    const took = performance.now() - start;
    assert.ok(took > connectTimeout - 50, `after ${took} ms`);
    assert.ok(took < connectTimeout + lateness, `after ${took} ms`);
  });
});

describe('two people at /ws', {skip}, () => {
  it('talk, and with those who use Socket.IO', async () => {
    const {user, astrologer, conversation: {id}} = await world.pair();
    const a = await connect(user.token);
    const b = await connect(astrologer.token);
    const c = await world.connect(astrologer.token);
    await a.join(id);
    await b.join(id);
    await c.join(id);
    for (const [from, content] of [[a, 'one \u{1f600}'], [b, 'two']]) {
      const ack = await from.ask('dm:send_message',
        {conversationId: id, content});
      assert.equal(ack.success, true);
      assert.equal(ack.data.content, content);
      for (const to of [a, b, c]) {
        const message = await to.next('dm:message_received');
        assert.equal(message.id, ack.data.id);
        assert.equal(message.content, content);
      }
    }
    await c.send(id, 'three');
    assert.equal((await a.next('dm:message_received')).content, 'three');
    c.socket.emit('dm:typing_start', {conversationId: id});
    assert.equal((await a.next('dm:typing_start')).conversationId, id);
  });

  it('get what Socket.IO gets, field for field', async () => {
    const {user, astrologer, conversation: {id}} = await world.pair();
    const plain = await connect(user.token);
    const socket = await world.connect(user.token);
    const from = await world.connect(astrologer.token);
    for (const to of [plain, socket, from])
      await to.join(id);
    await from.send(id, 'the same');
    assert.deepEqual(await plain.next('dm:message_received'),
      await socket.next('dm:message_received'));
  });

  it('keep the order', async () => {
    const {user, conversation: {id}} = await world.pair();
    const plain = await connect(user.token);
    await plain.join(id);
    const acks = await Promise.all(Array.from({length: 200}, (_, i) =>
      plain.ask('dm:send_message', {conversationId: id, content: `${i}`})));
    assert.deepEqual(acks.map(ack => ack.data.seq),
      acks.map((_, i) => i + 1));
    for (let i = 0; i < 200; ++i)
      assert.equal((await plain.next('dm:message_received')).seq, i + 1);
  });
});

describe('an ack at /ws', {skip}, () => {
  it('repeats the number it was asked by, and only then comes', async () => {
    const {user, conversation: {id}} = await world.pair();
    const plain = await connect(user.token);
    const data = {conversationId: id};
    for (const ack of [0, 7, 7, 9007199254740991]) {
      plain.send({event: 'dm:join_conversation', data, ack});
      const answer = [await plain.any(), await plain.any()];
      assert.equal(answer.filter(m => m.ack === ack).length, 1);
      assert.equal(answer.filter(m => m.event === 'dm:joined').length, 1);
    }
    plain.send({event: 'dm:join_conversation', data});
    assert.equal((await plain.any()).event, 'dm:joined');
    plain.send('{"ack":18446744073709551616,"event":"dm:fly"}');
    assert.match((await plain.any()).event, /error$/);
  });

  it('of an error says what the event says', async () => {
    const {user} = await world.pair();
    const plain = await connect(user.token);
    const ack = await plain.ask('dm:send_message',
      {conversationId: '0123456789abcdef01234567', content: 'x'});
    assert.equal(ack.success, false);
    assert.equal(ack.error, 'not_found');
    const told = await plain.next('dm:error');
    assert.equal(told.error, 'not_found');
    assert.equal(told.event, 'dm:send_message');
    assert.equal(told.message, ack.message);
  });
});

describe('what is wrong at /ws', {skip}, () => {
  const wrong = {
    'no JSON': 'hello',
    'an empty message': '',
    'JSON that is no object': '[1,2]',
    'JSON that ends early': '{"event":"dm:join_conversation"',
    'no event': '{"data":{}}',
    'an event that is no text': '{"event":5}',
    'an ack that is no number': '{"event":"dm:fly","ack":"x"}',
    'an ack below zero': '{"event":"dm:fly","ack":-1}',
    'an event that nobody knows': '{"event":"dm:fly","data":{}}',
    '10,000 brackets': `{"event":"dm:fly","data":${'['.repeat(10_000)}${
      ']'.repeat(10_000)}}`,
  };
  for (const [name, message] of Object.entries(wrong))
    it(`${name} is told, and goes no further`, async () => {
      const {user, conversation: {id}} = await world.pair();
      const plain = await connect(user.token);
      plain.send(message);
      const told = await plain.any();
      assert.ok(['error', 'dm:error'].includes(told.event),
        JSON.stringify(told));
      assert.equal(told.data.error, 'validation_failed');
      await plain.join(id);
    });

  it('a second connect is a conflict', async () => {
    const {token} = await world.person('user');
    const plain = await connect(token);
    const ack = await plain.ask('connect', {token});
    assert.equal(ack.success, false);
  });

  it('a message that is too long closes with 1009', async () => {
    const {token} = await world.person('user');
    const plain = await connect(token);
    plain.send(`"${'x'.repeat(1_000_000)}"`);
    assert.equal(await within(plain.closed, 'no close'), 1009);
  });

  it('bytes close, or are told', async () => {
    const {token} = await world.person('user');
    const plain = await connect(token);
    plain.send(Buffer.of(1, 2, 3));
    const told = await plain.any();
    assert.ok(['error', 'closed'].includes(told.event),
      JSON.stringify(told));
  });

  it('a request that is no WebSocket is refused', async () => {
    const {status} = await request(`${world.url}/ws`);
    assert.ok([400, 404, 426].includes(status), `${status}`);
  });

  it('an unknown origin is admitted or refused as on /socket.io/',
    async () => {
      const origin = 'http://elsewhere.example';
      const plain = new Plain({origin});
      const here = await plain.opened.then(() => true, () => false);
      const there = new WebSocket(`${world.url.replace('http', 'ws')
      }/socket.io/?EIO=4&transport=websocket`, {origin});
      assert.equal(await new Promise(done => {
        there.once('open', () => done(true));
        there.once('error', () => done(false));
      }), here);
      there.terminate();
    });
});

describe('heartbeats at /ws', {skip}, () => {
  it('are pings of the WebSocket', async () => {
    const {token} = await world.person('user');
    const plain = await connect(token);
    for (let i = 0; i < 3; ++i)
      await within(new Promise(done => plain.ws.once('ping', done)),
        'no ping', pingInterval + lateness);
    const {id} = (await world.pair()).conversation;
    assert.equal((await plain.ask('dm:join_conversation', id)).error,
      'not_found');
  });

  it('that are not answered close it', async () => {
    const {token} = await world.person('user');
    const start = performance.now();
    const plain = await connect(token, {autoPong: false});
    await within(plain.closed, 'no close');
    const took = performance.now() - start;
    const due = pingInterval + pingTimeout;
    assert.ok(took > due - 20, `after ${took} ms`);
    assert.ok(took < due + lateness, `after ${took} ms`);
  });
});
