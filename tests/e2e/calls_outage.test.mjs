// The database goes away while people call each other: nothing is said that is
// not stored, and nobody stays busy.

import assert from 'node:assert/strict';
import {after, afterEach, before, describe, it} from 'node:test';
import {startPostgres, until} from './harness.mjs';
import {DatabaseProxy} from './database_proxy.mjs';
import {
  assertEnded, assertRefused, busyOf, couple, createCallWorld,
  direct, hear, hearAllEnd, hearEnd, ring, stored, talk, tongues, unified,
  untilTaken,
} from './calls.mjs';

let postgres, world, proxy;
before(async () => {
  postgres = await startPostgres();
  world = await createCallWorld(
    {RING_TIMEOUT_SECONDS: '5', WEBRTC_RING_TIMEOUT_SECONDS: '5'},
    {server: postgres.url, start: false});
  proxy = await DatabaseProxy.create(world.databaseUrl);
  world.env.DATABASE_URL = proxy.url;
  await world.start();
});
afterEach(() => proxy.heal());
after(async () => {
  await world?.stop();
  await proxy?.stop();
  await postgres?.stop();
});

/** The same with the database away at first: nothing is taken meanwhile. */
async function cutAndHeal(act) {
  await proxy.cut();
  const first = act();
  await until('/ready still says yes',
    async () => (await world.rest('GET', '/ready')).status === 503);
  await proxy.heal();
  const ack = await first;
  return ack.success ? ack.data : untilTaken(act);
}

const meet = tongue => until('nobody is let in',
  () => couple(world, tongue).catch(() => null));

function forget({callers, callees}) {
  for (const x of [...callers, ...callees])
    x.forget();
}

for (const tongue of tongues)
  describe(`a database that goes away, in ${tongue.dialect}`, () => {
    it('is told to who dials; they can when it is back', async () => {
      const pair = await meet(tongue);
      await proxy.cut();
      await assertRefused(pair.caller, tongue,
        await tongue.dial(pair.caller, pair.astrologer), 'unavailable');
      await proxy.heal();
      const {callId} = await untilTaken(
        () => tongue.dial(pair.caller, pair.astrologer));
      await hear(pair.callee, [tongue.incoming], callId);
      assert.equal(await busyOf(world, pair.user, pair.astrologer), 2);
    });

    it('makes answers wait or fail, and they count once', async () => {
      const pair = await meet(tongue);
      const {callId} = await ring(pair);
      await cutAndHeal(() => tongue.answer(pair.callee, callId));
      await hear(pair.caller, tongue.answered, callId);
      forget(pair);
      assert.equal((await stored(world, callId)).state, 'answered');
      await untilTaken(() => tongue.hangUp(pair.caller, callId));
      await hearAllEnd(pair, 'completed', callId, {refused: tongue.errors});
    });

    it('makes ends wait or fail, and they count once', async () => {
      const pair = await meet(tongue);
      const {callId} = await talk(pair);
      await cutAndHeal(() => tongue.hangUp(pair.caller, callId));
      await hearEnd(pair.callee, tongue, 'callee', 'completed', callId);
      await hearEnd(pair.caller, tongue, 'caller', 'completed', callId);
      await assertEnded(world, pair, callId, 'completed', pair.user);
    });

    it('makes ringing end when it is back, not before', async () => {
      const pair = await meet(tongue);
      const {callId} = await ring(pair);
      const {ringUntil} = await stored(world, callId);
      await proxy.cut();
      await until('the time does not pass', () => Date.now() > ringUntil + 500);
      for (const x of [pair.caller, pair.callee])
        assert.deepEqual(x.unheard, []);
      await proxy.heal();
      await hearAllEnd(pair, 'no_answer', callId, {refused: tongue.errors});
      await assertEnded(world, pair, callId, 'no_answer');
    });
  });

describe('a commit that nobody hears of', () => {
  // The link breaks while the database does what it was asked to.
  it('of a dialling keeps nobody busy for longer than it rings', async () => {
    const pair = await meet(unified);
    const callId = `in-doubt-${pair.user.id}`;
    proxy.cutAfter(callId);
    await unified.dial(pair.caller, pair.astrologer, {callId});
    await until('somebody stays busy', async () =>
      await busyOf(world, pair.user, pair.astrologer) === 0);
    forget(pair);
    await untilTaken(() => unified.dial(pair.caller, pair.astrologer));
    await pair.callee.next('call:invite');
  });

  it('of an answer counts once', async () => {
    const pair = await meet(unified);
    const {callId} = await ring(pair, {callId: `in-doubt-${pair.user.id}`});
    proxy.cutAfter(callId);
    await untilTaken(() => unified.answer(pair.callee, callId));
    await hear(pair.caller, unified.answered, callId);
    await until('the database is not back', async () => 'not_found' ===
      (await unified.hangUp(pair.caller, 'nobody-knows-this-call')).error);
    assert.deepEqual(new Set(pair.caller.unheard), new Set(unified.errors));
    assert.equal((await stored(world, callId)).state, 'answered');
  });

  it('of an end is an end', async () => {
    const pair = await meet(direct);
    const {callId} = await talk(pair);
    proxy.cutAfter(callId);
    await untilTaken(() => direct.hangUp(pair.caller, callId));
    await hearAllEnd(pair, 'completed', callId, {refused: direct.errors});
    await assertEnded(world, pair, callId, 'completed', pair.user);
  });
});
