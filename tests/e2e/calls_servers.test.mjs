// Two servers on one database: what is stored decides, so they cannot disagree.

import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import {World} from './harness.mjs';
import {
  busyOf, comes, couple, createCallWorld, done, ring, stored, tongues,
} from './calls.mjs';

const rounds = 10;

let here, there;
before(async () => {
  here = await createCallWorld();
  there = new World(here.databaseUrl, here.env);
  await there.start();
});
after(async () => {
  await there?.stop();
  await here?.stop();
});

for (const tongue of tongues)
  describe(`two servers and a call in ${tongue.dialect}`, () => {
    it('answered on both: there is one winner', async () => {
      for (let round = 0; round < rounds; ++round) {
        const pair = await couple(here, tongue);
        const {callId} = await ring(pair);
        const far = await comes(there, pair.astrologer, tongue);
        // Both know the call before either answers.
        await there.rest('POST', `/api/calls/${callId}/cancel`,
          {token: pair.astrologer.token});
        const acks = await Promise.all(
          [pair.callee, far].map(x => tongue.answer(x, callId)));
        assert.equal(acks.filter(x => x.success).length, 1,
          JSON.stringify(acks));
        assert.equal(acks.find(x => !x.success).error, 'call_over');
        assert.equal((await stored(here, callId)).state, 'answered');
      }
    });

    it('cancelled on one, answered on the other: one counts', async () => {
      for (let round = 0; round < rounds; ++round) {
        const pair = await couple(here, tongue);
        const {callId} = await ring(pair);
        const far = await comes(there, pair.astrologer, tongue);
        const [answered, cancelled] = await Promise.all([
          tongue.answer(far, callId), tongue.cancel(pair.caller, callId)]);
        const {state, reason} = await stored(here, callId);
        assert.equal(cancelled.success, true, JSON.stringify(cancelled));
        assert.equal(state, 'ended');
        assert.equal(reason, answered.success ? 'completed' : 'cancelled');
        assert.equal(await busyOf(here, pair.user, pair.astrologer), 0);
      }
    });

    it('one who dials on both is in one call', async () => {
      for (let round = 0; round < rounds; ++round) {
        const pair = await couple(here, tongue);
        const other = await here.person('astrologer');
        await here.consult(pair.user, other);
        const far = await comes(there, pair.user, tongue);
        const acks = await Promise.all([
          tongue.dial(pair.caller, pair.astrologer), tongue.dial(far, other)]);
        assert.equal(acks.filter(x => x.success).length, 1,
          JSON.stringify(acks));
        assert.equal(acks.find(x => !x.success).error, 'busy');
        assert.equal(await busyOf(here, pair.user), 1);
      }
    });

    it('two who dial each other are in one call', async () => {
      for (let round = 0; round < rounds; ++round) {
        const pair = await couple(here, tongue, {callees: 0});
        const far = await comes(there, pair.astrologer, tongue);
        const [one, other] = (await Promise.all([
          tongue.dial(pair.caller, pair.astrologer),
          tongue.dial(far, pair.user)])).map(done);
        assert.equal(one.callId, other.callId);
        const {callId} = one;
        assert.equal((await stored(here, callId)).state, 'answered');
        // The other server finds out when it has something to store.
        done(await tongue.hangUp(far, callId));
        assert.equal(await busyOf(here, pair.user, pair.astrologer), 0);
      }
    });
  });
