// The database goes away while people call each other: nothing is said that is
// not stored, and nobody stays busy.

import assert from 'node:assert/strict';
import {after, afterEach, before, describe, it} from 'node:test';
import {startPostgres, until} from './harness.mjs';
import {DatabaseProxy} from './database_proxy.mjs';
import {
  assertEnded, assertQuiet, assertRefused, couple, createCallWorld, direct,
  done, hear, hearAllEnd, ring, stored, talk, tongues, unified,
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
afterEach(heal);
after(async () => {
  await world?.stop();
  await proxy?.stop();
  await postgres?.stop();
});

async function heal() {
  await proxy.heal();
  await until('/ready does not say yes again',
    async () => (await world.rest('GET', '/ready')).status === 200, 30_000);
}

for (const tongue of tongues)
  describe(`without a database, in ${tongue.dialect}`, () => {
    it('nobody is called', async () => {
      const pair = await couple(world, tongue);
      await proxy.cut();
      await assertRefused(pair.caller, tongue,
        await tongue.dial(pair.caller, pair.astrologer), 'unavailable');
      await heal();
      await assertQuiet(pair.callee, tongue);
      await ring(pair);
    });

    it('no answer counts, and it rings on', async () => {
      const pair = await couple(world, tongue);
      const {callId} = await ring(pair);
      await proxy.cut();
      await assertRefused(pair.callee, tongue,
        await tongue.answer(pair.callee, callId), 'unavailable');
      await heal();
      await assertQuiet(pair.caller, tongue);
      done(await tongue.answer(pair.callee, callId));
      await hear(pair.caller, tongue.answered, callId);
    });

    it('nobody can hang up; then they can', async () => {
      const pair = await couple(world, tongue);
      const {callId} = await talk(pair);
      await proxy.cut();
      await assertRefused(pair.caller, tongue,
        await tongue.hangUp(pair.caller, callId), 'unavailable');
      await heal();
      await assertQuiet(pair.callee, tongue);
      done(await tongue.hangUp(pair.caller, callId));
      await hearAllEnd(pair, 'completed', callId);
    });

    it('what rings out meanwhile is missed when it is back', async () => {
      const pair = await couple(world, tongue);
      const {callId} = await ring(pair);
      const {ringUntil} = await stored(world, callId);
      await proxy.cut();
      await until('the time does not pass', () => Date.now() > ringUntil + 500);
      await heal();
      await hearAllEnd(pair, 'no_answer', callId);
      await assertEnded(world, pair, callId, 'no_answer');
    });
  });

describe('a commit that nobody hears of', () => {
  /** Each step of a call, with the link breaking in the midst of it. */
  async function inDoubt(callId, act) {
    proxy.cutAfter(callId);
    return act();
  }

  it('of a dialling leaves nobody busy for ever', async () => {
    const pair = await couple(world, unified);
    const callId = `in-doubt-${pair.user.id}`;
    const ack = await inDoubt(callId,
      () => unified.dial(pair.caller, pair.astrologer, {callId}));
    if (ack.success) {
      await hear(pair.callee, ['call:invite'], callId);
      await hearAllEnd(pair, 'no_answer', callId);
    }
    await until('somebody stays busy', async () =>
      (await world.sql('select 1 from live_parties')).length === 0);
    pair.caller.forget();
    pair.callee.forget();
    await ring(pair);
  });

  it('of an answer counts, or does not', async () => {
    const pair = await couple(world, unified);
    const {callId} = await ring(pair,
      {callId: `in-doubt-${pair.user.id}`});
    const ack = await inDoubt(callId,
      () => unified.answer(pair.callee, callId));
    if (!ack.success)
      done(await until('it is not taken', async () => {
        const again = await unified.answer(pair.callee, callId);
        return again.success && again;
      }));
    await hear(pair.caller, unified.answered, callId);
    assert.equal((await stored(world, callId)).state, 'answered');
    done(await unified.hangUp(pair.caller, callId));
    await assertEnded(world, pair, callId, 'completed', pair.user);
  });

  it('of an end is an end', async () => {
    const pair = await couple(world, direct);
    const {callId} = await talk(pair);
    const ack = await inDoubt(callId, () => direct.hangUp(pair.caller, callId));
    if (!ack.success)
      done(await until('it is not taken', async () => {
        const again = await direct.hangUp(pair.caller, callId);
        return again.success && again;
      }));
    pair.caller.forget();
    await hear(pair.callee, ['call:ended', 'call:end'], callId);
    await assertEnded(world, pair, callId, 'completed', pair.user);
  });
});
