// What clients of WebRTC say to each other through the server: opaque to it,
// bounded, in order, and only for the device that it is for.

import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import {
  assertQuiet, assertRefused, comes, couple, createCallWorld, done, drop, hear,
  hearAllEnd, ring, talk, unified,
} from './calls.mjs';

let world;
before(async () => { world = await createCallWorld(); });
after(() => world?.stop());

const candidate = (callId, n, more = {}) => ({callId, ...more, candidate: {
  candidate: `candidate:${n} 1 udp 2122260223 192.0.2.1 ${50_000 + n} typ host`,
  sdpMid: '0', sdpMLineIndex: 0,
}});

async function send(device, ...candidates) {
  for (const x of candidates)
    done(await device.ask('call:candidate', x));
}

async function hearCandidates(device, ...numbers) {
  const told = [];
  for (const n of numbers) {
    told.push(await device.next('call:candidate'));
    assert.match(told.at(-1).candidate.candidate,
      new RegExp(`^candidate:${n} `));
  }
  return told;
}

describe('fields that the server does not know', () => {
  const odd = {
    extra: {nested: [1, -2.5e-3, null, true, 'ज्योतिष 📞', {}]},
    constraints: {offerToReceiveAudio: true},
    empty: '',
  };

  it('reach the other side as they came, with each event', async () => {
    const pair = await couple(world, unified);
    const {callId} = done(await unified.dial(pair.caller, pair.astrologer,
      {...odd, sdp: 'v=0\r\n"quoted" \\ \u2028'}));
    const invite = await pair.callee.next('call:invite');
    assert.equal(invite.sdp, 'v=0\r\n"quoted" \\ \u2028');
    done(await unified.answer(pair.callee, callId, odd));
    const answer = await pair.caller.next('call:answer');
    await send(pair.caller, candidate(callId, 1, odd));
    const [heard] = await hearCandidates(pair.callee, 1);
    done(await unified.hangUp(pair.callee, callId, odd));
    const end = await pair.caller.next('call:hangup');
    for (const told of [invite, answer, heard, end])
      for (const [name, value] of Object.entries(odd))
        assert.deepEqual(told[name], value, name);
    assert.equal(answer.accept, true);
    assert.equal(answer.from, pair.astrologer.id);
    assert.equal(heard.from, pair.user.id);
  });

  it('do not replace what the server says itself', async () => {
    const pair = await couple(world, unified);
    const {callId} = done(await unified.dial(pair.caller, pair.astrologer,
      {from: 'somebody', sender: 'somebody', callerName: 'The Bank',
       expiresAt: 'never'}));
    const invite = await pair.callee.next('call:invite');
    assert.equal(invite.callId, callId);
    assert.equal(invite.from, pair.user.id);
    assert.equal(invite.sender, pair.user.id);
    assert.equal(invite.to, pair.astrologer.id);
    assert.equal(invite.callerName, pair.user.name);
    assert.ok(Date.parse(invite.expiresAt) > Date.now());
    done(await unified.answer(pair.callee, callId,
      {from: pair.user.id, callerId: 'nobody'}));
    assert.equal((await pair.caller.next('call:answer')).from,
      pair.astrologer.id);
  });
});

describe('the id that the caller chose', () => {
  it('is the call\'s, unless it was used before', async () => {
    const pair = await couple(world, unified);
    const callId = `mine-${pair.user.id}`;
    assert.equal((await ring(pair, {callId})).callId, callId);
    done(await unified.cancel(pair.caller, callId));
    await hearAllEnd(pair, 'cancelled', callId);
    const again = await ring(pair, {callId});
    assert.notEqual(again.callId, callId);
    assert.match(again.callId, /^[0-9a-f]{24}$/);
  });

  it('of somebody else\'s call leads nowhere near that', async () => {
    const pair = await couple(world, unified);
    const others = await couple(world, unified);
    const {callId} = await ring(pair);
    const theirs = await ring(others, {callId});
    assert.notEqual(theirs.callId, callId);
    await assertQuiet(pair.caller, unified);
    await assertQuiet(pair.callee, unified);
  });

  it('stands in the ack, at the top level too', async () => {
    const pair = await couple(world, unified);
    const ack = await unified.dial(pair.caller, pair.astrologer);
    assert.equal(ack.callId, ack.data.callId);
    assert.equal(ack.success, true);
  });
});

describe('candidates', () => {
  it('go both ways once answered, in order', async () => {
    const pair = await couple(world, unified);
    const {callId} = await talk(pair);
    const numbers = Array.from({length: 50}, (_, i) => i);
    const all = numbers.map(n => candidate(callId, n));
    await Promise.all([send(pair.caller, ...all), send(pair.callee, ...all)]);
    await hearCandidates(pair.callee, ...numbers);
    await hearCandidates(pair.caller, ...numbers);
    await assertQuiet(pair.caller, unified);
  });

  it('of the caller wait for the answer, and go to the winner', async () => {
    const pair = await couple(world, unified, {callees: 2});
    const {callId} = await ring(pair);
    await send(pair.caller, candidate(callId, 1), candidate(callId, 2));
    for (const x of pair.callees)
      await assertQuiet(x, unified);
    done(await unified.answer(pair.callee, callId));
    await send(pair.caller, candidate(callId, 3));
    await hearCandidates(pair.callee, 1, 2, 3);
    await pair.callees[1].next('call:hangup');
    await assertQuiet(pair.callees[1], unified);
  });

  it('of the callee wait, and only the winner\'s are told', async () => {
    const pair = await couple(world, unified, {callees: 2});
    const {callId} = await ring(pair);
    await send(pair.callees[1], candidate(callId, 7));
    await send(pair.callee, candidate(callId, 1), candidate(callId, 2));
    await assertQuiet(pair.caller, unified);
    done(await unified.answer(pair.callee, callId));
    await pair.caller.next('call:answer');
    await hearCandidates(pair.caller, 1, 2);
    await assertQuiet(pair.caller, unified);
    const lost = pair.callees[1];
    await lost.next('call:hangup');
    await assertRefused(lost, unified,
      await lost.ask('call:candidate', candidate(callId, 8)), 'call_over');
  });

  it('wait for one who is away for a moment', async () => {
    const pair = await couple(world, unified);
    const {callId} = await talk(pair);
    await drop(pair.callee);
    // The server may not have noticed yet: what it sends then is lost.
    const back = comes(world, pair.astrologer, unified);
    await send(pair.caller, candidate(callId, 1));
    const device = await back;
    await send(pair.caller, candidate(callId, 2));
    const told = await device.next('call:candidate',
      x => x.candidate.candidate.startsWith('candidate:2 '));
    assert.equal(told.from, pair.user.id);
  });

  it('are no more than fit: the rest is refused', async () => {
    const pair = await couple(world, unified);
    const {callId} = await ring(pair);
    const acks = [];
    for (let n = 0; n < 130; ++n)
      acks.push(await pair.caller.ask('call:candidate', candidate(callId, n)));
    const refused = acks.filter(x => !x.success);
    assert.equal(acks.findIndex(x => !x.success), 128);
    assert.equal(refused.length, 2);
    for (const ack of refused) {
      assert.equal(ack.error, 'overloaded');
      await pair.caller.next('error');
    }
    done(await unified.answer(pair.callee, callId));
    await hearCandidates(pair.callee,
      ...Array.from({length: 128}, (_, n) => n));
    await hear(pair.caller, unified.answered, callId);
    await assertQuiet(pair.caller, unified);
  });

  it('of a call that has ended are refused', async () => {
    const pair = await couple(world, unified);
    const {callId} = await talk(pair);
    done(await unified.hangUp(pair.callee, callId));
    await hearAllEnd(pair, 'completed', callId);
    await assertRefused(pair.caller, unified,
      await pair.caller.ask('call:candidate', candidate(callId, 1)),
      'call_over');
  });
});

describe('what clients say to each other', () => {
  const most = 65_536;

  it('may have 64 KiB', async () => {
    const pair = await couple(world, unified);
    const sdp = 'x'.repeat(most - 1000);
    const {callId} = await ring(pair, {});
    done(await unified.answer(pair.callee, callId, {sdp}));
    assert.equal((await pair.caller.next('call:answer')).sdp, sdp);
    done(await unified.cancel(pair.caller, callId));
    await pair.callee.next('call:hangup');
    done(await unified.dial(pair.caller, pair.astrologer, {sdp}));
    assert.equal((await pair.callee.next('call:invite')).sdp, sdp);
  });

  it('and not more', async () => {
    const pair = await couple(world, unified);
    const sdp = 'x'.repeat(most);
    await assertRefused(pair.caller, unified,
      await unified.dial(pair.caller, pair.astrologer, {sdp}),
      'payload_too_large');
    await assertQuiet(pair.callee, unified);
    const {callId} = await ring(pair);
    await assertRefused(pair.callee, unified,
      await unified.answer(pair.callee, callId, {sdp}), 'payload_too_large');
    await assertRefused(pair.caller, unified,
      await pair.caller.ask('call:candidate', {callId, candidate: sdp}),
      'payload_too_large');
    await assertRefused(pair.caller, unified,
      await unified.hangUp(pair.caller, callId, {sdp}), 'payload_too_large');
    await assertQuiet(pair.callee, unified);
    // It rings on, and can be answered.
    done(await unified.answer(pair.callee, callId));
    await hear(pair.caller, unified.answered, callId);
  });
});
