// People with several devices, and people who do the same thing at once.

import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import {
  assertEnded, assertNothingFollows, assertQuiet, assertRefused, busyOf, comes,
  couple, createCallWorld, direct, done, drop, hear, hearAllEnd, hearEnd, ring,
  stored, talk, tongues, unified,
} from './calls.mjs';

let world;
before(async () => { world = await createCallWorld(); });
after(() => world?.stop());

for (const tongue of tongues) {
  const {dialect} = tongue;

  describe(`several devices in ${dialect}`, {concurrency: 4}, () => {
    it('all ring; one answers, and the others hear so', async () => {
      const pair = await couple(world, tongue, {callees: 4});
      const {callId} = await talk(pair);
      for (const x of pair.callees)
        await (x === pair.callee ? assertQuiet(x, tongue) : assertRefused(
          x, tongue, await tongue.answer(x, callId), 'call_over'));
      assert.equal((await stored(world, callId)).state, 'answered');
    });

    it('answer at once: there is one winner, ten times over', async () => {
      for (let round = 0; round < 10; ++round) {
        const pair = await couple(world, tongue, {callees: 3});
        const {callId} = await ring(pair);
        const acks = await Promise.all(
          pair.callees.map(x => tongue.answer(x, callId)));
        assert.equal(acks.filter(x => x.success).length, 1);
        await hear(pair.caller, tongue.answered, callId);
        for (const [i, x] of pair.callees.entries()) {
          if (acks[i].success)
            continue;
          await hearEnd(x, tongue, 'callee', 'answered_elsewhere', callId);
          await assertRefused(x, tongue, acks[i], 'call_over');
        }
        await assertQuiet(pair.caller, tongue);
        const winner = pair.callees[acks.findIndex(x => x.success)];
        done(await tongue.hangUp(winner, callId));
        await hearAllEnd({...pair, callees: [winner]}, 'completed', callId);
        await assertEnded(world, pair, callId, 'completed', pair.astrologer);
        [pair.caller, ...pair.callees].forEach(x => x.socket.disconnect());
      }
    });

    it('the one that lost cannot end the call', async () => {
      const pair = await couple(world, tongue, {callees: 2});
      const {callId} = await talk(pair);
      const lost = pair.callees[1];
      for (const act of ['hangUp', 'reject', 'answer'])
        await assertRefused(lost, tongue, await tongue[act](lost, callId),
          'call_over');
      assert.equal((await stored(world, callId)).state, 'answered');
      await assertQuiet(pair.caller, tongue);
      await assertQuiet(pair.callee, tongue);
    });

    it('one answers as another rejects: one of the two counts', async () => {
      for (let round = 0; round < 10; ++round) {
        const pair = await couple(world, tongue, {callees: 2});
        const {callId} = await ring(pair);
        const [answered, rejected] = await Promise.all([
          tongue.answer(pair.callees[0], callId),
          tongue.reject(pair.callees[1], callId)]);
        const {state, reason} = await stored(world, callId);
        assert.notEqual(answered.success, rejected.success);
        assert.deepEqual([state, reason], answered.success
          ? ['answered', undefined] : ['ended', 'rejected']);
        [pair.caller, ...pair.callees].forEach(x => x.socket.disconnect());
      }
    });

    it('the caller cancels as the callee answers: one counts', async () => {
      for (let round = 0; round < 10; ++round) {
        const pair = await couple(world, tongue);
        const {callId} = await ring(pair);
        const [answered, cancelled] = await Promise.all([
          tongue.answer(pair.callee, callId),
          tongue.cancel(pair.caller, callId)]);
        // Hung up after the answer is an end, too.
        const {reason} = await stored(world, callId);
        if (answered.success)
          assert.ok([undefined, 'completed'].includes(reason), reason);
        else
          assert.deepEqual(
            [answered.error, reason], ['call_over', 'cancelled']);
        assert.equal(await busyOf(world, pair.user, pair.astrologer),
          reason ? 0 : 2, JSON.stringify(cancelled));
        [pair.caller, pair.callee].forEach(x => x.socket.disconnect());
      }
    });

    it('the caller\'s others stay out of it', async () => {
      const pair = await couple(world, tongue, {callers: 3});
      const {callId} = await talk(pair);
      for (const x of pair.callers.slice(1))
        await assertQuiet(x, tongue);
      done(await tongue.hangUp(pair.callee, callId));
      await hearAllEnd({...pair, callers: [pair.caller]}, 'completed', callId);
      for (const x of pair.callers.slice(1))
        await assertNothingFollows(x, tongue, callId);
    });

    it('one that comes while it rings rings too, and can answer', async () => {
      const pair = await couple(world, tongue, {callees: 0});
      const {callId} = done(await tongue.dial(pair.caller, pair.astrologer));
      await hear(pair.caller, tongue.started, callId);
      const late = await comes(world, pair.astrologer, tongue);
      await hear(late, [tongue.incoming], callId);
      const later = await comes(world, pair.astrologer, tongue);
      await hear(later, [tongue.incoming], callId);
      done(await tongue.answer(later, callId));
      await hear(pair.caller, tongue.answered, callId);
      await hearEnd(late, tongue, 'callee', 'answered_elsewhere', callId);
      // One that comes now has nothing to answer.
      const last = await comes(world, pair.astrologer, tongue);
      await assertQuiet(last, tongue);
      done(await tongue.hangUp(later, callId));
      await hearEnd(later, tongue, 'callee', 'completed', callId);
    });

    it('one of the caller that comes soon hears of the answer', async () => {
      const pair = await couple(world, tongue);
      const {callId} = await talk(pair);
      const tablet = await comes(world, pair.user, tongue);
      const told = await hear(tablet, tongue.answered, callId);
      if (tongue === unified)
        assert.equal(told['call:answer'].sdp, 'an answer');
      done(await tongue.hangUp(pair.callee, callId));
      await hearAllEnd({...pair, callers: [pair.caller, tablet]}, 'completed',
        callId);
    });

    it('one that goes while it rings does not stop the others', async () => {
      const pair = await couple(world, tongue, {callees: 2});
      const {callId} = await ring(pair);
      await drop(pair.callees[1]);
      done(await tongue.answer(pair.callee, callId));
      await hear(pair.caller, tongue.answered, callId);
      done(await tongue.hangUp(pair.caller, callId));
      await hearAllEnd({...pair, callees: [pair.callee]}, 'completed', callId);
    });
  });

  describe(`two who dial each other in ${dialect}`, () => {
    /** The astrologer dials back; consulted, he may. */
    const dialBack = ({callee, user}) => tongue.dial(callee, user);

    it('are in one call, whoever was first', async () => {
      for (let round = 0; round < 10; ++round) {
        const pair = await couple(world, tongue, {callers: 2, callees: 2});
        const [one, other] = (await Promise.all([
          tongue.dial(pair.caller, pair.astrologer), dialBack(pair),
        ])).map(done);
        assert.equal(one.callId, other.callId);
        const {callId} = one;
        for (const x of [pair.caller, pair.callee])
          await hear(x, [...tongue.started, ...tongue.answered], callId);
        assert.equal((await stored(world, callId)).state, 'answered');
        assert.equal(await busyOf(world, pair.user, pair.astrologer), 2);
        done(await tongue.hangUp(pair.caller, callId));
        const callerFirst = one.callerId === pair.user.id;
        const sides = callerFirst ? ['caller', 'callee'] : ['callee', 'caller'];
        await hearEnd(pair.caller, tongue, sides[0], 'completed', callId);
        await hearEnd(pair.callee, tongue, sides[1], 'completed', callId);
        await assertEnded(world, pair, callId, 'completed', pair.user);
        for (const x of [...pair.callers, ...pair.callees])
          x.socket.disconnect();
      }
    });

    it('are answered at once by the second dialling', async () => {
      const pair = await couple(world, tongue, {callees: 2});
      const {callId} = await ring(pair);
      assert.equal(done(await dialBack(pair)).callId, callId);
      await hear(pair.callee, [...tongue.started, ...tongue.answered], callId);
      await hear(pair.caller, tongue.answered, callId);
      await hearEnd(pair.callees[1], tongue, 'callee', 'answered_elsewhere',
        callId);
      assert.equal((await stored(world, callId)).state, 'answered');
      for (const x of [pair.caller, ...pair.callees])
        await assertQuiet(x, tongue);
    });
  });
}

describe('two who send each other an offer', () => {
  it('have each the other\'s', async () => {
    const pair = await couple(world, unified);
    await ring(pair, {sdp: 'of the caller'});
    done(await unified.dial(pair.callee, pair.user, {sdp: 'of the callee'}));
    const told = {caller: await pair.caller.next('call:answer'),
                  callee: await pair.callee.next('call:answer')};
    assert.equal(told.caller.sdp, 'of the callee');
    assert.equal(told.caller.from, pair.astrologer.id);
    assert.equal(told.callee.sdp, 'of the caller');
    assert.equal(told.callee.from, pair.user.id);
  });

  it('may each have named the call; what is said of both is heard', async () => {
    const pair = await couple(world, unified);
    const names = {caller: `one-${pair.user.id}`,
                   callee: `two-${pair.astrologer.id}`};
    const {callId} = await ring(pair, {callId: names.caller});
    assert.equal(callId, names.caller);
    // Nobody waits for the answer to an invite before they send candidates.
    const dialled = unified.dial(pair.callee, pair.user,
      {callId: names.callee});
    const sent = pair.callee.ask('call:candidate',
      {callId: names.callee, candidate: {candidate: 'the first'}});
    assert.equal(done(await dialled).callId, callId);
    done(await sent);
    done(await pair.callee.ask('call:candidate',
      {callId: names.callee, candidate: {candidate: 'the second'}}));
    for (const x of [pair.caller, pair.callee])
      await hear(x, unified.answered, callId);
    for (const which of ['the first', 'the second']) {
      const told = await pair.caller.next('call:candidate');
      assert.equal(told.candidate.candidate, which);
      assert.equal(told.callId, callId);
    }
    await assertRefused(pair.caller, unified,
      await unified.hangUp(pair.caller, names.callee), 'not_found');
    // To withdraw an offer is not to hang up.
    await assertRefused(pair.callee, unified,
      await unified.hangUp(pair.callee, names.callee), 'not_found');
    done(await unified.hangUp(pair.callee, callId));
    await hearEnd(pair.caller, unified, 'caller', 'completed', callId);
    await hearEnd(pair.callee, unified, 'callee', 'completed', callId);
    await assertEnded(world, pair, callId, 'completed', pair.astrologer);
  });
});

describe('devices of other media', () => {
  for (const [tongue, other] of [[direct, unified], [unified, direct]]) {
    it(`${other.dialect} alone cannot take ${tongue.dialect}`, async () => {
      const pair = await couple(world, tongue, {callees: 0});
      const idle = await comes(world, pair.astrologer, other);
      await assertRefused(pair.caller, tongue,
        await tongue.dial(pair.caller, pair.astrologer), 'incompatible_media');
      await assertQuiet(idle, other);
      assert.equal(await busyOf(world, pair.user, pair.astrologer), 0);
    });

    it(`${other.dialect} does not ring beside ${tongue.dialect}`, async () => {
      const pair = await couple(world, tongue);
      const idle = await comes(world, pair.astrologer, other);
      const {callId} = await talk(pair);
      done(await tongue.hangUp(pair.caller, callId));
      await hearAllEnd(pair, 'completed', callId);
      await assertQuiet(idle, other);
    });

    it(`${other.dialect} cannot say ${tongue.dialect}'s words`, async () => {
      const pair = await couple(world, tongue, {callers: 0});
      const device = await comes(world, pair.user, other);
      const ack = await tongue.dial(device, pair.astrologer);
      assert.equal(ack.success, false);
      assert.equal(ack.error, 'validation_failed');
      await assertQuiet(pair.callee, tongue);
    });
  }

  it('one that names no dialect rings for both until it speaks', async () => {
    const {user, astrologer} = await world.pair();
    const nameless = async tongue => {
      const a = await comes(world, user);
      const b = await comes(world, astrologer);
      return {user, astrologer, tongue, callers: [a], callees: [b],
              caller: a, callee: b};
    };
    for (const tongue of tongues) {
      const pair = await nameless(tongue);
      const {callId} = await talk(pair);
      done(await tongue.hangUp(pair.callee, callId));
      await hearAllEnd(pair, 'completed', callId);
      for (const x of [pair.caller, pair.callee])
        x.socket.disconnect();
    }
    // What it has said tells what it speaks; it may learn another one.
    const pair = await nameless(direct);
    await assertQuiet(pair.callee, direct);
    await assertRefused(pair.caller, unified,
      await unified.dial(pair.caller, astrologer), 'incompatible_media');
    await assertQuiet(pair.callee, unified);
    const {callId} = await talk({...pair, tongue: unified});
    done(await unified.hangUp(pair.callee, callId));
    await hearAllEnd({...pair, tongue: unified}, 'completed', callId);
  });
});

describe('nobody connected', () => {
  for (const tongue of tongues)
    it(`is called all the same, in ${tongue.dialect}`, async () => {
      const pair = await couple(world, tongue, {callees: 0});
      const {callId, status} = done(
        await tongue.dial(pair.caller, pair.astrologer));
      assert.equal(status, 'ringing');
      await hear(pair.caller, tongue.started, callId);
      done(await tongue.cancel(pair.caller, callId));
      await hearAllEnd({...pair, callees: []}, 'cancelled', callId);
    });
});
