// What happens to calls because nothing else does: they ring out, and people
// who lost their connection come back, or do not.

import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import {within} from './harness.mjs';
import {
  assertEnded, assertNothingFollows, assertQuiet, assertRefused, busyOf, comes,
  couple, createCallWorld, done, drop, hear, hearAllEnd, hearEnd, ring, stored,
  talk, tongues,
} from './calls.mjs';

/** In milliseconds. */
const ringing = {direct: 5000, unified: 4000};
const grace = 2000;
/** By which a deadline may be missed on a busy machine. */
const lateness = 1500;
/** They wait, mostly: side by side. */
const together = {concurrency: 8};

let world;
before(async () => {
  world = await createCallWorld({
    RING_TIMEOUT_SECONDS: String(ringing.direct / 1000),
    WEBRTC_RING_TIMEOUT_SECONDS: String(ringing.unified / 1000),
    RECONNECT_GRACE_SECONDS: String(grace / 1000),
  });
});
after(() => world?.stop());

function assertOnTime(at, due, what) {
  assert.ok(at >= due, `${what} ${due - at} ms too early`);
  assert.ok(at <= due + lateness, `${what} ${at - due} ms too late`);
}

/**
 * Somebody else's call that ends because its callee left just now: when that is
 * over, whatever was due before would have happened.
 */
async function graceOfAnother(tongue) {
  const pair = await couple(world, tongue);
  const {callId} = await talk(pair);
  await drop(pair.callee);
  await hearEnd(pair.caller, tongue, 'caller', 'network_error', callId);
}

for (const tongue of tongues) {
  const {dialect} = tongue;

  describe(`a call in ${dialect} that nobody answers`, together, () => {
    it('is missed in time: all devices hear it once', async () => {
      const pair = await couple(world, tongue, {callees: 2});
      const {callId} = await ring(pair);
      const {createdAt, ringUntil} = await stored(world, callId);
      assert.ok(Math.abs(ringUntil - createdAt - ringing[dialect]) < 1);
      await hearAllEnd(pair, 'no_answer', callId);
      const {endedAt} = await assertEnded(world, pair, callId, 'no_answer');
      assertOnTime(endedAt, ringUntil, 'missed');
      for (const x of pair.callees)
        await assertRefused(x, tongue, await tongue.answer(x, callId),
          'call_over');
      const again = await ring(pair);
      done(await tongue.cancel(pair.caller, again.callId));
    });

    it('is missed when the callee has no device at all', async () => {
      const pair = await couple(world, tongue, {callees: 0});
      const {callId} = done(await tongue.dial(pair.caller, pair.astrologer));
      await hear(pair.caller, tongue.started, callId);
      await hearAllEnd(pair, 'no_answer', callId);
      await assertEnded(world, pair, callId, 'no_answer');
      // Whoever comes then hears of it.
      const late = [await comes(world, pair.astrologer, tongue),
                    await comes(world, pair.astrologer, tongue)];
      await hearAllEnd({...pair, callers: [], callees: late}, 'no_answer',
        callId);
      await assertQuiet(await comes(world, pair.user, tongue), tongue);
    });

    it('is missed when the callee lost the last device', async () => {
      const pair = await couple(world, tongue);
      const {callId} = await ring(pair);
      await drop(pair.callee);
      await hearAllEnd({...pair, callees: []}, 'no_answer', callId);
      const {endedAt, ringUntil} =
        await assertEnded(world, pair, callId, 'no_answer');
      assertOnTime(endedAt, ringUntil, 'missed');
      // A phone that was in a tunnel rings no more.
      const back = await comes(world, pair.astrologer, tongue);
      await hearAllEnd({...pair, callers: [], callees: [back]}, 'no_answer',
        callId);
    });

    it('is over when the caller has been away for too long', async () => {
      const pair = await couple(world, tongue, {callees: 2});
      const {callId} = await ring(pair);
      const left = Date.now();
      await drop(pair.caller);
      for (const x of pair.callees) {
        await hearEnd(x, tongue, 'callee', 'network_error', callId);
        await assertNothingFollows(x, tongue, callId);
      }
      const {endedAt} = await assertEnded(world, pair, callId, 'network_error');
      assertOnTime(endedAt, left + grace, 'given up');
    });

    it('can be answered when the caller has come back', async () => {
      const pair = await couple(world, tongue);
      const {callId} = await ring(pair);
      await drop(pair.caller);
      const back = await comes(world, pair.user, tongue);
      done(await tongue.answer(pair.callee, callId));
      await hear(back, tongue.answered, callId);
      await graceOfAnother(tongue);
      await assertQuiet(pair.callee, tongue);
      done(await tongue.hangUp(pair.callee, callId));
      await hearAllEnd({...pair, callers: [back]}, 'completed', callId);
    });

    it('tells a caller who was away that it was answered', async () => {
      const pair = await couple(world, tongue);
      const {callId} = await ring(pair);
      await drop(pair.caller);
      done(await tongue.answer(pair.callee, callId));
      const back = await comes(world, pair.user, tongue);
      await hear(back, tongue.answered, callId);
      assert.equal((await stored(world, callId)).state, 'answered');
    });
  });

  describe(`a call in ${dialect} that was answered`, together, () => {
    it('does not ring out', async () => {
      const pair = await couple(world, tongue);
      const {callId} = await talk(pair);
      const other = await couple(world, tongue);
      const later = await ring(other);
      await hearAllEnd(other, 'no_answer', later.callId);
      assert.equal((await stored(world, callId)).state, 'answered');
      await assertQuiet(pair.caller, tongue);
      await assertQuiet(pair.callee, tongue);
    });

    for (const [gone, stays] of [['caller', 'callee'], ['callee', 'caller']]) {
      it(`ends when the ${gone} has been away for too long`, async () => {
        const pair = await couple(world, tongue);
        const {callId} = await talk(pair);
        const left = Date.now();
        await drop(pair[gone]);
        const told =
          await hearEnd(pair[stays], tongue, stays, 'network_error', callId);
        for (const {duration} of Object.values(told))
          assert.ok(duration <= 5, `it lasted ${duration} s`);
        await assertNothingFollows(pair[stays], tongue, callId);
        const {endedAt} =
          await assertEnded(world, pair, callId, 'network_error');
        assertOnTime(endedAt, left + grace, 'given up');
        // Who comes back hears so, and is free.
        const back = await comes(world,
          gone === 'caller' ? pair.user : pair.astrologer, tongue);
        await hearEnd(back, tongue, gone, 'network_error', callId);
        await assertQuiet(back, tongue);
      });

      it(`goes on when the ${gone} comes back in time`, async () => {
        const pair = await couple(world, tongue);
        const {callId} = await talk(pair);
        await drop(pair[gone]);
        const back = await comes(world,
          gone === 'caller' ? pair.user : pair.astrologer, tongue);
        // The connection that was told so may have been dead by then.
        if (gone === 'caller')
          await hear(back, tongue.answered, callId);
        await graceOfAnother(tongue);
        assert.equal((await stored(world, callId)).state, 'answered');
        await assertQuiet(back, tongue);
        await assertQuiet(pair[stays], tongue);
        done(await tongue.hangUp(back, callId));
        await hearEnd(back, tongue, gone, 'completed', callId);
        await hearEnd(pair[stays], tongue, stays, 'completed', callId);
        await assertEnded(world, pair, callId, 'completed',
          gone === 'caller' ? pair.user : pair.astrologer);
      });
    }

    it('ends once when both are gone', async () => {
      const pair = await couple(world, tongue);
      const {callId} = await talk(pair);
      await Promise.all([drop(pair.caller), drop(pair.callee)]);
      await graceOfAnother(tongue);
      await assertEnded(world, pair, callId, 'network_error');
    });

    it('ends when one of the two is banned', async () => {
      const pair = await couple(world, tongue);
      const {callId} = await talk(pair);
      await world.admin('PUT', `/api/admin/users/${pair.user.id}/ban`);
      await within(pair.caller.disconnected, 'the socket still stands');
      await hearEnd(pair.callee, tongue, 'callee', 'network_error', callId);
      await assertEnded(world, pair, callId, 'network_error');
    });

    it('ends when only a device is left that lost it', async () => {
      const pair = await couple(world, tongue, {callees: 2});
      const {callId} = await talk(pair);
      await drop(pair.callee);
      await hearEnd(pair.caller, tongue, 'caller', 'network_error', callId);
      await assertNothingFollows(pair.callees[1], tongue, callId);
    });

    it('ends after the grace if they said farewell, too', async () => {
      const pair = await couple(world, tongue);
      const {callId} = await talk(pair);
      const left = Date.now();
      pair.callee.socket.disconnect();
      await within(pair.callee.disconnected, 'no end came');
      await hearEnd(pair.caller, tongue, 'caller', 'network_error', callId);
      const {endedAt} = await assertEnded(world, pair, callId, 'network_error');
      assertOnTime(endedAt, left + grace, 'given up');
      assert.equal(await busyOf(world, pair.user), 0);
    });
  });
}
