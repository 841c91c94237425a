// What is refused about calls: by its name, to the one who asked alone, and
// nothing comes of it.

import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import {until} from './harness.mjs';
import {
  assertEnded, assertNothingFollows, assertQuiet, assertRefused, busyOf, comes,
  couple, createCallWorld, direct, done, drop, hear, hearAllEnd, hearEnd, ring,
  stored, talk, tongues, unified,
} from './calls.mjs';

let world;
before(async () => { world = await createCallWorld(); });
after(() => world?.stop());

/** All that can be said of a call that exists: [event, more]. */
const words = {
  direct: [['call:accept'], ['call:reject', {reason: 'no'}], ['call:cancel'],
           ['call:connected'], ['call:end', {duration: 3}], ['call:token']],
  unified: [['call:answer', {accept: true, sdp: 'mine'}],
            ['call:answer', {accept: false}],
            ['call:candidate', {candidate: {candidate: 'x'}}],
            ['call:hangup', {reason: 'ha'}]],
};

for (const tongue of tongues) {
  const {dialect} = tongue;

  describe(`whom one may call in ${dialect}`, () => {
    it('is nobody that is not there', async () => {
      const {caller} = await couple(world, tongue);
      await assertRefused(caller, tongue,
        await tongue.dial(caller, {id: 'nobody', role: 'user'}), 'not_found');
    });

    it('is not oneself', async () => {
      const {caller, user} = await couple(world, tongue);
      await assertRefused(caller, tongue, await tongue.dial(caller, user),
        'validation_failed', /themselves/);
      assert.equal(await busyOf(world, user), 0);
    });

    it('is somebody one has to do with', async () => {
      const pair = await couple(world, tongue);
      const stranger = await world.person('user');
      const device = await comes(world, stranger, tongue);
      for (const other of [pair.user, pair.astrologer])
        await assertRefused(device, tongue, await tongue.dial(device, other),
          'forbidden', /You cannot call this person/);
      await assertQuiet(pair.caller, tongue);
      await assertQuiet(pair.callee, tongue);
    });

    it('is anybody for an admin, and an admin for anybody', async () => {
      const pair = await couple(world, tongue);
      const admin = await world.person('admin');
      const desk = await comes(world, admin, tongue);
      for (const [from, device, to, rings] of [
        [desk, desk, pair.user, pair.caller],
        [pair.callee, pair.callee, admin, desk]]) {
        const {callId} = done(await tongue.dial(device, to));
        await hear(rings, [tongue.incoming], callId);
        done(await tongue.cancel(from, callId));
        await hearEnd(rings, tongue, 'callee', 'cancelled', callId);
        await hear(device, tongue.started, callId);
        await hearEnd(device, tongue, 'caller', 'cancelled', callId);
      }
    });
  });

  describe(`of a call in ${dialect}`, () => {
    it('one that nobody knows and somebody else\'s are the same', async () => {
      const pair = await couple(world, tongue);
      const {callId} = await talk(pair);
      const stranger = await comes(world, await world.person('user'), tongue);
      for (const [event, more] of words[dialect]) {
        const unknown = await stranger.ask(event, {...more, callId: 'no such'});
        await assertRefused(stranger, tongue, unknown, 'not_found',
          /^Call not found$/);
        const theirs = await stranger.ask(event, {...more, callId});
        await assertRefused(stranger, tongue, theirs, 'not_found');
        assert.deepEqual(theirs, unknown);
      }
      await assertQuiet(pair.caller, tongue);
      await assertQuiet(pair.callee, tongue);
      assert.equal((await stored(world, callId)).state, 'answered');
    });

    it('each may do only what is theirs', async () => {
      const pair = await couple(world, tongue);
      const {callId} = await ring(pair);
      await assertRefused(pair.caller, tongue,
        await tongue.answer(pair.caller, callId), 'forbidden');
      await assertRefused(pair.caller, tongue,
        await tongue.reject(pair.caller, callId), 'forbidden');
      if (tongue === direct)
        await assertRefused(pair.callee, tongue,
          await tongue.cancel(pair.callee, callId), 'forbidden');
      await assertQuiet(pair.callee, tongue);
      assert.equal((await stored(world, callId)).state, 'ringing');
    });

    it('an answer counts once; again from there it is no news', async () => {
      const pair = await couple(world, tongue);
      const {callId} = await talk(pair);
      const again = done(await tongue.answer(pair.callee, callId));
      assert.equal(again.callId, callId);
      await assertQuiet(pair.caller, tongue);
      // A phone that was woken a moment too late.
      const late = await comes(world, pair.astrologer, tongue);
      await assertRefused(late, tongue, await tongue.answer(late, callId),
        'call_over');
      await assertQuiet(pair.caller, tongue);
    });

    it('an answer may be said again from where one came back', async () => {
      const pair = await couple(world, tongue);
      const {callId} = await talk(pair);
      await drop(pair.callee);
      const back = await comes(world, pair.astrologer, tongue);
      await until('it is not taken',
        async () => (await tongue.answer(back, callId)).success);
      await assertQuiet(pair.caller, tongue);
    });

    it('it is too late to answer one that has ended', async () => {
      const pair = await couple(world, tongue);
      const {callId} = await ring(pair);
      done(await tongue.cancel(pair.caller, callId));
      await hearAllEnd(pair, 'cancelled', callId);
      await assertRefused(pair.callee, tongue,
        await tongue.answer(pair.callee, callId), 'call_over');
      // As asked already: no error, and no news.
      done(await tongue.reject(pair.callee, callId));
      done(await tongue.hangUp(pair.callee, callId));
      await assertNothingFollows(pair.caller, tongue, callId);
      await assertEnded(world, pair, callId, 'cancelled', pair.user);
    });

    it('reasons have a bound', async () => {
      const pair = await couple(world, tongue);
      const {callId} = await ring(pair);
      await assertRefused(pair.callee, tongue,
        await tongue.reject(pair.callee, callId, 'x'.repeat(501)),
        'validation_failed', /reason/);
      done(await tongue.reject(pair.callee, callId, 'ज'.repeat(500)));
      await hearAllEnd(pair, 'rejected', callId, {words: 'ज'.repeat(500)});
    });
  });

  describe(`junk in ${dialect}`, () => {
    const noCall = [undefined, null, 7, [], {}, {callId: null},
                    {callId: 7}, {callId: ''}, {callId: 'x'.repeat(129)},
                    {callId: {}}, {callId: ['x']}];
    it('for a callId is refused by name', async () => {
      const {caller} = await couple(world, tongue);
      for (const event of new Set(words[dialect].map(([name]) => name)))
        for (const payload of noCall)
          await assertRefused(caller, tongue,
            await caller.ask(event, payload), 'validation_failed');
    });

    const callee = {direct: 'calleeId', unified: 'to'}[dialect];
    const kind = {direct: 'callType', unified: 'media'}[dialect];
    const event = {direct: 'call:initiate', unified: 'call:invite'}[dialect];
    it('for a dialling is refused by name', async () => {
      const pair = await couple(world, tongue);
      for (const payload of [
        undefined, null, 7, [], {}, {[callee]: 7}, {[callee]: ''},
        {[callee]: 'x'.repeat(129)},
        {[callee]: pair.astrologer.id, [kind]: 'telepathy'},
        {[callee]: pair.astrologer.id, [kind]: 7},
        {[callee]: pair.astrologer.id, conversationId: 'no id'}])
        await assertRefused(pair.caller, tongue,
          await pair.caller.ask(event, payload), 'validation_failed');
      await assertQuiet(pair.callee, tongue);
      assert.equal(await busyOf(world, pair.user, pair.astrologer), 0);
    });

    it('in odd places does no harm', async () => {
      const pair = await couple(world, tongue);
      const {callId} = done(await pair.caller.ask(event, {
        [callee]: pair.astrologer.id, callerId: {}, duration: 'x', status: [],
        calleeType: 7, nothing: null}));
      await pair.callee.next(tongue.incoming);
      done(await tongue.hangUp(pair.callee, callId,
        {contactId: [], duration: {}}));
      await hearEnd(pair.callee, tongue, 'callee', 'rejected', callId);
    });

    it('without an ack is told by event alone', async () => {
      const {caller} = await couple(world, tongue);
      const unknown = {direct: 'call:end', unified: 'call:hangup'}[dialect];
      caller.socket.emit(unknown, {callId: 'no such'});
      for (const name of tongue.errors) {
        const told = await caller.next(name);
        assert.equal(told.error, 'not_found');
        assert.equal(told.event, unknown);
      }
      await assertQuiet(caller, tongue);
    });
  });
}

describe('a token', () => {
  it('is for the two of a live call of Agora\'s', async () => {
    const pair = await couple(world, direct);
    const {callId} = await talk(pair);
    done(await direct.hangUp(pair.caller, callId));
    await hearAllEnd(pair, 'completed', callId);
    await assertRefused(pair.caller, direct,
      await pair.caller.ask('call:token', {callId}), 'call_over');
    const other = await couple(world, unified);
    const {callId: without} = await ring(other);
    const seeds = await comes(world, other.user, direct);
    await assertRefused(seeds, direct,
      await seeds.ask('call:token', {callId: without}), 'incompatible_media');
  });
});
