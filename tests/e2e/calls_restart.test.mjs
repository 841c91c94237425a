// The server ends and comes back, gently or not, while people are in calls.

import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {until} from './harness.mjs';
import {
  assertEnded, assertNothingFollows, assertQuiet, comes, couple,
  createCallWorld, direct, done, hear, hearAllEnd, hearEnd, ring, stored, talk,
  tongues,
} from './calls.mjs';

/**
 * In milliseconds: people come back to a call after a restart with time to
 * spare, and a call is missed before they lose patience (`next`).
 */
const usual = {ringing: 8000, grace: 4000};
/** Nobody comes back while it rings. */
const missed = {ringing: 4000, grace: 4000};
/** Nobody comes back at all, and it takes long until all of them call. */
const crowd = {ringing: 60_000, grace: 1500};
const lateness = 2000;

/** Each has a server of its own to end: side by side. */
const together = {concurrency: 4};

const survives = (what, trial, times = usual) => it(what, async () => {
  const ringing = String(times.ringing / 1000);
  const world = await createCallWorld({
    RING_TIMEOUT_SECONDS: ringing,
    WEBRTC_RING_TIMEOUT_SECONDS: ringing,
    RECONNECT_GRACE_SECONDS: String(times.grace / 1000),
  });
  try {
    await trial(world);
  } finally {
    await world.stop();
  }
});

async function restart(world, signal) {
  await world.signal(signal);
  await world.start();
}

/** The same two, each with a fresh device. */
async function back(world, pair, {caller = true, callee = true} = {}) {
  const [callers, callees] = await Promise.all([
    Promise.all(caller ? [comes(world, pair.user, pair.tongue)] : []),
    Promise.all(callee ? [comes(world, pair.astrologer, pair.tongue)] : []),
  ]);
  return {...pair, callers, callees, caller: callers[0], callee: callees[0]};
}

for (const tongue of tongues)
  for (const signal of ['SIGTERM', 'SIGKILL'])
    describe(`${signal} in a call in ${tongue.dialect}`, together, () => {
      survives('that rings: it rings again, is missed in time', async world => {
        const before = await couple(world, tongue);
        const {callId} = await ring(before);
        const {ringUntil} = await stored(world, callId);
        await restart(world, signal);
        const pair = await back(world, before);
        await hear(pair.callee, [tongue.incoming], callId);
        await hearAllEnd(pair, 'no_answer', callId);
        const {endedAt} = await assertEnded(world, pair, callId, 'no_answer');
        assert.ok(endedAt >= ringUntil && endedAt < ringUntil + lateness,
          `missed ${endedAt - ringUntil} ms after the time`);
        const again = await ring(pair);
        done(await tongue.cancel(pair.caller, again.callId));
      });

      survives('that rings: it can be answered', async world => {
        const before = await couple(world, tongue);
        const {callId} = await ring(before);
        await restart(world, signal);
        const pair = await back(world, before);
        await hear(pair.callee, [tongue.incoming], callId);
        done(await tongue.answer(pair.callee, callId));
        await hear(pair.caller, tongue.answered, callId);
        done(await tongue.hangUp(pair.caller, callId));
        await hearAllEnd(pair, 'completed', callId);
      });

      survives('that rings, for too long: all are free', async world => {
        const before = await couple(world, tongue);
        const {callId} = await ring(before);
        const {ringUntil} = await stored(world, callId);
        await world.signal(signal);
        await until('the time does not pass', () => Date.now() > ringUntil);
        await world.start();
        await until('it has not ended',
          async () => (await stored(world, callId)).state === 'ended');
        await assertEnded(world, before, callId, 'no_answer');
        const pair = await back(world, before);
        // Nobody was there to hear of it when it ended.
        await hearAllEnd(pair, 'no_answer', callId);
        done(await tongue.cancel(pair.caller, (await ring(pair)).callId));
      }, missed);

      survives('that rings: it ends without its caller', async world => {
        const before = await couple(world, tongue);
        const {callId} = await ring(before);
        await restart(world, signal);
        const pair = await back(world, before, {caller: false});
        await hear(pair.callee, [tongue.incoming], callId);
        await hearEnd(pair.callee, tongue, 'callee', 'network_error', callId);
        await assertNothingFollows(pair.callee, tongue, callId);
        await assertEnded(world, pair, callId, 'network_error');
      });

      survives('that was answered: it goes on, and lasts', async world => {
        const before = await couple(world, tongue);
        const {callId} = await talk(before);
        await world.signal(signal);
        await world.sql(`update calls set answered_at = answered_at
          - interval '90 s', created_at = created_at - interval '90 s',
          ring_until = ring_until - interval '90 s' where id = '${callId}'`);
        await world.start();
        const pair = await back(world, before);
        await assertQuiet(pair.caller, tongue);
        await assertQuiet(pair.callee, tongue);
        assert.equal((await stored(world, callId)).state, 'answered');
        done(await tongue.hangUp(pair.callee, callId, {duration: 1}));
        const told =
          await hearEnd(pair.caller, tongue, 'caller', 'completed', callId);
        for (const {duration} of Object.values(told))
          assert.ok(duration >= 90 && duration < 120, `${duration} s`);
        await hearEnd(pair.callee, tongue, 'callee', 'completed', callId);
        await assertEnded(world, pair, callId, 'completed', pair.astrologer);
      });

      survives('that was answered: a forgotten one is hung up', async world => {
        const before = await couple(world, tongue);
        const {callId} = await talk(before);
        await restart(world, signal);
        const pair = await back(world, before);
        if (tongue === direct)
          await hear(pair.caller, tongue.answered, callId);
        await until('it is in the way', async () => {
          const ack = await tongue.dial(pair.caller, pair.astrologer);
          if (!ack.success)
            assert.equal(ack.error, 'busy');
          return ack.success;
        });
        await hearEnd(pair.callee, tongue, 'callee', 'completed', callId);
        await pair.callee.next(tongue.incoming);
        const {state, endedBy} = await stored(world, callId);
        assert.deepEqual([state, endedBy], ['ended', pair.user.id]);
      });

      for (const side of ['caller', 'callee'])
        survives(`that was answered: it ends without ${side}`, async world => {
          const before = await couple(world, tongue);
          const {callId} = await talk(before);
          await restart(world, signal);
          const pair = await back(world, before, {[side]: false});
          const stays = side === 'caller' ? 'callee' : 'caller';
          // With WebRTC what the answer said is lost, and so it is not told.
          if (pair.caller && tongue === direct)
            await hear(pair.caller, tongue.answered, callId);
          await hearEnd(pair[stays], tongue, stays, 'network_error', callId);
          await assertNothingFollows(pair[stays], tongue, callId);
          await assertEnded(world, pair, callId, 'network_error');
        });
    });

describe('a restart', () => {
  survives('in a flood of diallings loses none that was acked', async world => {
    const pairs = await Promise.all(
      Array.from({length: 20}, () => couple(world, direct)));
    const acked = [];
    const heard = [];
    for (const {caller, callee, astrologer} of pairs) {
      direct.dial(caller, astrologer).then(
        ack => acked.push(done(ack).callId), () => {});
      callee.socket.once('call:incoming', x => heard.push(x.callId));
    }
    await until('nothing is acked', () => acked.length > 2);
    await world.signal('SIGKILL');
    await Promise.all(pairs.flatMap(({caller, callee}) =>
      [caller.disconnected, callee.disconnected]));
    for (const callId of [...acked, ...heard])
      assert.equal((await stored(world, callId)).state, 'ringing');
    await world.start();
    await until('somebody stays busy', async () =>
      (await world.sql('select 1 from live_parties')).length === 0);
  }, crowd);

  survives('of many calls at once leaves nobody busy', async world => {
    const pairs = [];
    for (const tongue of tongues)
      for (let i = 0; i < 10; ++i) {
        const pair = await couple(world, tongue);
        pairs.push({pair, callId: (await (i % 2 ? talk : ring)(pair)).callId});
      }
    await restart(world, 'SIGKILL');
    await until('somebody stays busy', async () => {
      const [[busy]] = await world.sql('select count(*) from live_parties');
      return busy === '0';
    });
    for (const {pair, callId} of pairs)
      await assertEnded(world, pair, callId, 'network_error');
  }, crowd);
});
