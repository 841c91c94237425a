// Calls between clients of every generation and transport, and without
// Socket.IO.

import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import WebSocket from 'ws';
import {within} from './harness.mjs';
import {comes, createCallWorld, direct, done, hear, tongues} from './calls.mjs';
import {RealClient, disconnectAll, kinds} from './protocol/real_clients.mjs';

let world;
before(async () => { world = await createCallWorld(); });
after(() => {
  disconnectAll();
  return world?.stop();
});

for (const tongue of tongues)
  describe(`a call in ${tongue.dialect} to a client of socket.io`, () => {
    for (const kind of kinds)
      it(kind.name, async () => {
        const {user, astrologer} = await world.pair();
        const {token} = astrologer;
        const {dialect} = tongue;
        const caller = await comes(world, user, tongue);
        const phone = new RealClient(kind, world.url, kind.version === '2.x'
          ? {query: {token, dialect}} : {auth: {token, dialect}});
        await phone.connected();
        const {callId} = done(await tongue.dial(caller, astrologer));
        assert.equal((await phone.next(tongue.incoming))[0].callId, callId);
        const [ack] = await tongue.answer(phone, callId);
        assert.equal(done(ack).callId, callId);
        await hear(caller, tongue.answered, callId);
        done(await tongue.hangUp(caller, callId));
        for (const name of tongue.ends.completed.callee)
          assert.equal((await phone.next(name))[0].callId, callId);
      });
  });

describe('a call to a client without Socket.IO', () => {
  it('rings, is answered and ends', async () => {
    const {user, astrologer} = await world.pair();
    const caller = await comes(world, user, direct);
    const phone = new WebSocket(`${world.url.replace('http', 'ws')}/ws`,
      {headers: {authorization: `Bearer ${astrologer.token}`}});
    const heard = [];
    let told = () => {};
    phone.on('message', text => {
      heard.push(JSON.parse(text));
      told();
    });
    const next = wanted => within(new Promise(resolve => {
      told = () => {
        const found = heard.find(wanted);
        if (found)
          resolve(found.data);
      };
      told();
    }), 'it was not told');
    await next(x => x.event === 'connect');
    const {callId} = done(await direct.dial(caller, astrologer));
    assert.equal((await next(x => x.event === 'call:incoming')).callId, callId);
    phone.send(JSON.stringify(
      {event: 'call:accept', data: {callId}, ack: 1}));
    assert.equal((await next(x => x.ack === 1)).success, true);
    await hear(caller, direct.answered, callId);
    done(await direct.hangUp(caller, callId));
    for (const name of direct.ends.completed.callee)
      assert.equal((await next(x => x.event === name)).callId, callId);
    phone.close();
  });
});
