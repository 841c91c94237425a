// Every way in which a call can end, but for those that take time
// (calls_times): each device hears it once, it is stored, and both are free.

import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import {
  assertEnded, assertNothingFollows, assertQuiet, assertRefused, busyOf, comes,
  couple, createCallWorld, direct, done, hear, hearAllEnd, hearEnd, ring,
  stored, talk, tongues, unified,
} from './calls.mjs';

let world;
before(async () => { world = await createCallWorld(); });
after(() => world?.stop());

for (const tongue of tongues) {
  const {dialect} = tongue;

  describe(`a call in ${dialect} that rings`, () => {
    it('is rejected, with the words of the callee', async () => {
      const pair = await couple(world, tongue, {callees: 2});
      const {callId} = await ring(pair);
      done(await tongue.reject(pair.callee, callId, 'at dinner'));
      const told = await hearEnd(pair.caller, tongue, 'caller', 'rejected',
        callId, {words: 'at dinner'});
      for (const what of Object.values(told))
        assert.equal(what.reason, 'at dinner');
      for (const x of pair.callees)
        await hearEnd(x, tongue, 'callee', 'rejected', callId);
      for (const x of [pair.caller, ...pair.callees])
        await assertNothingFollows(x, tongue, callId);
      const call = await assertEnded(world, pair, callId, 'rejected',
        pair.astrologer);
      assert.equal(call.detail, 'at dinner');
      assert.equal(call.answeredAt, null);
    });

    it('is rejected without a word', async () => {
      const pair = await couple(world, tongue);
      const {callId} = await ring(pair);
      done(await tongue.reject(pair.callee, callId));
      await hearAllEnd(pair, 'rejected', callId);
      const call = await assertEnded(world, pair, callId, 'rejected',
        pair.astrologer);
      assert.equal(call.detail, '');
    });

    it('is rejected by hanging up', async () => {
      const pair = await couple(world, tongue);
      const {callId} = await ring(pair);
      done(await tongue.hangUp(pair.callee, callId));
      await hearAllEnd(pair, 'rejected', callId);
      await assertEnded(world, pair, callId, 'rejected', pair.astrologer);
    });

    it('is cancelled by the caller', async () => {
      const pair = await couple(world, tongue, {callees: 3});
      const {callId} = await ring(pair);
      done(await tongue.cancel(pair.caller, callId));
      await hearAllEnd(pair, 'cancelled', callId);
      await assertEnded(world, pair, callId, 'cancelled', pair.user);
    });

    it('is cancelled by hanging up', async () => {
      const pair = await couple(world, tongue);
      const {callId} = await ring(pair);
      done(await tongue.hangUp(pair.caller, callId));
      await hearAllEnd(pair, 'cancelled', callId);
      await assertEnded(world, pair, callId, 'cancelled', pair.user);
    });

    it('is cancelled from another device of the caller', async () => {
      const pair = await couple(world, tongue, {callers: 2});
      const {callId} = await ring(pair);
      done(await tongue.cancel(pair.callers[1], callId));
      await hearAllEnd(pair, 'cancelled', callId);
    });

    it('keeps a third one out: busy, and nobody else hears of it', async () => {
      const pair = await couple(world, tongue);
      const third = await world.person('user');
      await world.consult(third, pair.astrologer);
      const late = await comes(world, third, tongue);
      const {callId} = await ring(pair);
      const call = done(await tongue.dial(late, pair.astrologer));
      await hearEnd(late, tongue, 'caller', 'busy', call.callId);
      await assertNothingFollows(late, tongue, call.callId);
      assert.equal((await stored(world, call.callId)).reason, 'busy');
      await assertQuiet(pair.callee, tongue);
      // It rings on, and the third is free to call again.
      assert.equal(await busyOf(world, third), 0);
      assert.equal((await stored(world, callId)).state, 'ringing');
      done(await tongue.cancel(pair.caller, callId));
      await hearAllEnd(pair, 'cancelled', callId);
      const again = done(await tongue.dial(late, pair.astrologer));
      await hear(pair.callee, [tongue.incoming], again.callId);
    });

    it('keeps the caller from calling somebody else', async () => {
      const pair = await couple(world, tongue);
      const other = await world.person('astrologer');
      await world.consult(pair.user, other);
      const idle = await comes(world, other, tongue);
      const {callId} = await ring(pair);
      await assertRefused(pair.caller, tongue,
        await tongue.dial(pair.caller, other), 'busy');
      await assertQuiet(idle, tongue);
      await assertQuiet(pair.callee, tongue);
      assert.equal((await stored(world, callId)).state, 'ringing');
    });
  });

  describe(`a call in ${dialect} that was answered`, () => {
    for (const side of ['caller', 'callee']) {
      it(`is hung up by the ${side}`, async () => {
        const pair = await couple(world, tongue, {callers: 2, callees: 2});
        const {callId} = await talk(pair);
        done(await tongue.hangUp(pair[side], callId));
        // The other devices of either were no part of it any more.
        const {callers: [, aside], callees: [, lost]} = pair;
        for (const x of [aside, lost])
          await assertNothingFollows(x, tongue, callId);
        await hearAllEnd(
          {...pair, callers: [pair.caller], callees: [pair.callee]},
          'completed', callId);
        await assertEnded(world, pair, callId, 'completed',
          side === 'caller' ? pair.user : pair.astrologer);
      });
    }

    it('ends once, however many hang up at once', async () => {
      const pair = await couple(world, tongue);
      const {callId} = await talk(pair);
      const acks = await Promise.all(
        [pair.caller, pair.callee, pair.caller, pair.callee]
          .map(x => tongue.hangUp(x, callId)));
      acks.forEach(done);
      await hearAllEnd(pair, 'completed', callId);
    });

    it('lasts as long as the server says', async () => {
      const pair = await couple(world, tongue);
      const {callId} = await talk(pair);
      done(await tongue.hangUp(pair.caller, callId, {duration: 99_999}));
      for (const side of ['caller', 'callee']) {
        const told =
          await hearEnd(pair[side], tongue, side, 'completed', callId);
        for (const what of Object.values(told))
          assert.ok(what.duration < 60, JSON.stringify(what));
      }
    });

    it('can be followed by another one', async () => {
      const pair = await couple(world, tongue);
      for (let i = 0; i < 3; ++i) {
        const {callId} = await talk(pair);
        done(await tongue.hangUp(pair.callee, callId));
        await hearAllEnd(pair, 'completed', callId);
      }
    });
  });
}

describe('what an end says', () => {
  it('in direct: who, whom, how long and why', async () => {
    const pair = await couple(world, direct);
    const {callId} = await talk(pair);
    done(await direct.hangUp(pair.caller, callId, {reason: 'got to run'}));
    const told = {caller: await pair.caller.next('call:ended'),
                  callee: await pair.callee.next('call:ended')};
    for (const what of Object.values(told)) {
      assert.equal(what.reason, 'got to run');
      assert.equal(what.endReason, 'completed');
      assert.equal(what.endedBy, pair.user.id);
      assert.ok(what.duration < 60, JSON.stringify(what));
      assert.ok(Date.parse(what.endedAt) > 0);
    }
    assert.equal(told.caller.contactId, pair.astrologer.id);
    assert.equal(told.callee.contactId, pair.user.id);
  });

  it('in unified: what the client sent along, too', async () => {
    const pair = await couple(world, unified);
    const {callId} = await talk(pair);
    done(await unified.hangUp(pair.caller, callId,
      {reason: 'got to run', quality: {jitter: [1, 2.5]}, from: 'liar'}));
    const told = await pair.callee.next('call:hangup');
    assert.equal(told.reason, 'got to run');
    assert.deepEqual(told.quality, {jitter: [1, 2.5]});
    assert.equal(told.from, pair.user.id);
    assert.ok(told.duration < 60, JSON.stringify(told));
  });
});

describe('reports of media', () => {
  it('make a call ongoing; the first one counts', async () => {
    const pair = await couple(world, direct);
    const {callId} = await ring(pair);
    await assertRefused(pair.caller, direct,
      await pair.caller.ask('call:connected', {callId}), 'conflict');
    done(await direct.answer(pair.callee, callId));
    for (const x of [pair.caller, pair.callee])
      assert.equal(
        done(await x.ask('call:connected', {callId})).status, 'ongoing');
    assert.equal((await stored(world, callId)).state, 'ongoing');
    // Whoever talks needs no news of the answer.
    await assertQuiet(await comes(world, pair.user, direct), direct);
    done(await direct.hangUp(pair.callee, callId));
    await assertEnded(world, pair, callId, 'completed', pair.astrologer);
  });
});
