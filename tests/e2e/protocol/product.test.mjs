// The product through all kinds of clients: who is let in, that two of them
// hear each other, what errors look like, and coming back after a restart.

import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import {createWorld, signToken} from '../harness.mjs';
import {disconnectAll, kinds, RealClient} from './real_clients.mjs';
import {closeAll, Endpoint} from './wire.mjs';

const skip = process.env.PROTOCOL_SERVER_URL
  ? 'the reference: has no product' : false;

let world;
before(async () => {
  if (!skip)
    world = await createWorld();
});
after(async () => {
  disconnectAll();
  closeAll();
  await world?.stop();
});

/** A client that brings its token as its generation does. */
function signIn(kind, token, options = {}) {
  return new RealClient(kind, world.url, {
    ...kind.version === '2.x' ? {query: {token}} : {auth: {token}},
    ...options,
  });
}

async function join(client, conversationId) {
  const [ack] = await client.ask('dm:join_conversation', {conversationId});
  assert.equal(ack.success, true, JSON.stringify(ack));
  assert.deepEqual(await client.next('dm:joined'), [{conversationId}]);
}

/** Sends from one to the other, and looks at all that follows. */
async function talk(from, to, conversationId, content) {
  const [ack] = await from.ask('dm:send_message', {conversationId, content});
  assert.equal(ack.success, true, JSON.stringify(ack));
  for (const client of [from, to]) {
    const [message] = await client.next('dm:message_received');
    assert.equal(message.id, ack.data.id);
    assert.equal(message.content, content);
  }
}

describe('two people talk', {skip}, () => {
  for (const [i, kind] of kinds.entries()) {
    const other = kinds[(i + 4) % kinds.length];
    it(`${kind.name} with ${other.name}`, async () => {
      const {user, astrologer, conversation: {id}} = await world.pair();
      const [a, b] = await Promise.all([
        signIn(kind, user.token).connected(),
        signIn(other, astrologer.token).connected()]);
      await join(a, id);
      await join(b, id);
      await talk(a, b, id, 'hello \u{1f600}');
      await talk(b, a, id, 'hello yourself');
      a.emit('dm:typing_start', {conversationId: id});
      const [typing] = await b.next('dm:typing_start');
      assert.equal(typing.conversationId, id);
      await talk(a, b, id, 'x'.repeat(2000));
      a.socket.disconnect();
      b.socket.disconnect();
    });
  }

  it('before the upgrade, during it, and behind it', async () => {
    const {user, astrologer, conversation: {id}} = await world.pair();
    const b = await signIn({version: '4.x', way: 'over WebSocket'},
      astrologer.token).connected();
    await join(b, id);
    const a = signIn({version: '4.x', way: 'from polling to WebSocket'},
      user.token);
    a.socket.emit('dm:join_conversation', {conversationId: id});
    await a.once('connect');
    const sent = [];
    for (let i = 0; i < 100; ++i) {
      const [ack] = await a.ask('dm:send_message',
        {conversationId: id, content: `${i}`});
      assert.equal(ack.data?.seq, i + 1, JSON.stringify(ack));
      sent.push(`${i}`);
    }
    await a.upgraded();
    for (const client of [a, b])
      for (const content of sent)
        assert.equal((await client.next('dm:message_received'))[0].content,
          content);
    a.socket.disconnect();
    b.socket.disconnect();
  });
});

describe('who is not let in hears why', {skip}, () => {
  const tokens = {
    'no token': undefined,
    'a wrong token': 'let-me-in',
    'an old token': signToken({sub: 'someone', role: 'user'},
      {expiresIn: -60}),
  };
  for (const kind of kinds)
    for (const [name, token] of Object.entries(tokens))
      it(`${kind.name} with ${name}`, async () => {
        const error = await (token === undefined
          ? new RealClient(kind, world.url) : signIn(kind, token)).refused();
        if (kind.version === '2.x') {
          assert.notEqual(JSON.stringify(error), '{}');
        } else {
          assert.equal(error.data?.error, 'unauthenticated');
          assert.notEqual(error.message, '');
        }
      });
});

describe('a wrong event is answered', {skip}, () => {
  for (const kind of kinds)
    it(`to ${kind.name}`, async () => {
      const {token} = await world.person('user');
      const client = await signIn(kind, token).connected();
      const [ack] = await client.ask('dm:send_message',
        {conversationId: '0123456789abcdef01234567', content: 'x'});
      assert.equal(ack.success, false);
      assert.equal(ack.error, 'not_found');
      const [told] = await client.next('dm:error');
      assert.equal(told.error, 'not_found');
      assert.equal((await client.ask('dm:fly'))[0].error,
        'validation_failed');
      client.socket.disconnect();
    });
});

describe('Flutter', {skip}, () => {
  it('1.x: revision 3 over WebSocket, the token in the query', async () => {
    const {user, astrologer, conversation: {id}} = await world.pair();
    const endpoint = new Endpoint(world.url,
      {path: '/socket.io/', revision: 3, query: {token: user.token}});
    const app = await endpoint.connect();
    assert.equal(await app.next(), '40');
    await app.send('2', `420["dm:join_conversation",{"conversationId":"${
      id}"}]`);
    assert.match(await nextButEvents(app), /^430\[\{"success":true/);
    const peer = await signIn(kinds[0], astrologer.token).connected();
    await join(peer, id);
    await app.send(`421["dm:send_message",{"conversationId":"${
      id}","content":"from afar"}]`);
    assert.match(await nextButEvents(app), /^431\[\{"success":true/);
    assert.equal((await peer.next('dm:message_received'))[0].content,
      'from afar');
    peer.socket.disconnect();
    await app.close();
  });

  it('2.x: polling asked for on a WebSocket, Authorization', async () => {
    const {token} = await world.person('user');
    const endpoint = new Endpoint(world.url, {path: '/socket.io/'});
    const app = await endpoint.connect({transport: 'polling'},
      {headers: {authorization: `Bearer ${token}`}});
    await app.send('40');
    assert.match(await app.next(), /^40\{"sid":"[^"]+"\}$/);
    await app.close();
  });

  it('2.x: a null offset of a session that it once had', async () => {
    const {token} = await world.person('user');
    const endpoint = new Endpoint(world.url, {path: '/socket.io/'});
    const app = await endpoint.connect();
    await app.send(`40${JSON.stringify({pid: 'abc', offset: null, token})}`);
    assert.match(await app.next(), /^40\{"sid":"[^"]+"\}$/);
    await app.close();
  });

  async function nextButEvents(app) {
    for (;;) {
      const packet = await app.next();
      if (typeof packet !== 'string' || !packet.startsWith('42'))
        return packet;
    }
  }
});

describe('a token is found', {skip}, () => {
  for (const transport of ['polling', 'websocket']) {
    const endpoint = query =>
      new Endpoint(world.url, {path: '/socket.io/', query});

    it(`in the query, by ${transport}`, async () => {
      const {token} = await world.person('user');
      const session = await endpoint({token}).session(transport);
      await session.send('40');
      assert.match(await session.next(), /^40\{"sid":/);
      await session.close();
    });

    it(`in CONNECT, by ${transport}`, async () => {
      const {token} = await world.person('user');
      const session = await endpoint().session(transport);
      await session.send(`40${JSON.stringify({token})}`);
      assert.match(await session.next(), /^40\{"sid":/);
      await session.close();
    });
  }

  it('in the header of the handshake, by polling', async () => {
    const {token} = await world.person('user');
    const client = await new RealClient(kinds[0], world.url,
      {extraHeaders: {Authorization: `Bearer ${token}`}}).connected();
    client.socket.disconnect();
  });
});

describe('a restart', {skip}, () => {
  it('is over for all kinds of clients when the server is back', async () => {
    const all = await Promise.all(kinds.map(async kind => {
      const {user, conversation: {id}} = await world.pair();
      const client = await signIn(kind, user.token, {reconnection: true,
        reconnectionDelay: 20, reconnectionDelayMax: 50}).connected();
      await join(client, id);
      const [ack] = await client.ask('dm:send_message',
        {conversationId: id, content: 'before'});
      assert.equal(ack.data?.seq, 1);
      return {kind, client, id, reason: client.once('disconnect'),
              back: client.once('reconnect', 'connect')};
    }));
    await world.signal('SIGTERM');
    for (const {kind, reason} of all)
      assert.notEqual(await reason, 'io server disconnect', kind.name);
    await world.start();
    await Promise.all(all.map(async ({client, id, back}) => {
      await back;
      await join(client, id);
      const [ack] = await client.ask('dm:send_message',
        {conversationId: id, content: 'behind'});
      assert.equal(ack.data?.seq, 2);
    }));
  });
});
