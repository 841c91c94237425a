// How many calls one may begin: five an hour, over sockets and REST together.

import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import {
  assertQuiet, assertRefused, comes, couple, createCallWorld, direct, done,
  hear, hearAllEnd, ring, unified,
} from './calls.mjs';

let world;
before(async () => {
  world = await createCallWorld({RATE_LIMIT_CALLS_PER_HOUR: undefined});
});
after(() => world?.stop());

async function ringAndCancel(pair) {
  const {callId} = await ring(pair);
  done(await pair.tongue.cancel(pair.caller, callId));
  await hearAllEnd(pair, 'cancelled', callId);
}

async function assertLimited(pair) {
  const ack = await pair.tongue.dial(pair.caller, pair.astrologer);
  assert.equal(ack.error, 'rate_limited', JSON.stringify(ack));
  for (const name of pair.tongue.errors) {
    const told = await pair.caller.next(name);
    assert.equal(told.error, 'rate_limited');
    assert.ok(told.retryAfter >= 1 && told.retryAfter <= 3600,
      `retryAfter ${told.retryAfter}`);
  }
  await assertQuiet(pair.callee, pair.tongue);
}

describe('the sixth call of an hour', () => {
  it('is refused, and says when to try again', async () => {
    const pair = await couple(world, direct);
    for (let i = 0; i < 5; ++i)
      await ringAndCancel(pair);
    await assertLimited(pair);
    // On another device, and in the other dialect, too.
    const tongue = unified;
    await assertLimited({...pair, tongue,
      caller: await comes(world, pair.user, tongue),
      callee: await comes(world, pair.astrologer, tongue)});
  });

  it('is another matter for the one who was called', async () => {
    const pair = await couple(world, direct);
    for (let i = 0; i < 5; ++i)
      await ringAndCancel(pair);
    const {callId} = done(await direct.dial(pair.callee, pair.user));
    await hear(pair.caller, ['call:incoming'], callId);
  });

  it('is counted without those that were refused', async () => {
    const pair = await couple(world, direct);
    const {caller, user} = pair;
    const stranger = await world.person('astrologer');
    for (let i = 0; i < 3; ++i) {
      await assertRefused(caller, direct,
        await direct.dial(caller, {id: 'nobody', role: 'user'}), 'not_found');
      await assertRefused(caller, direct, await direct.dial(caller, stranger),
        'forbidden');
      await assertRefused(caller, direct, await direct.dial(caller, user),
        'validation_failed');
      await assertRefused(caller, direct,
        await caller.ask('call:initiate', {}), 'validation_failed');
    }
    for (let i = 0; i < 4; ++i)
      await ringAndCancel(pair);
    const {callId} = await ring(pair);
    await assertRefused(caller, direct,
      await direct.dial(caller, stranger), 'rate_limited');
    done(await direct.cancel(caller, callId));
  });

  it('is the sixth of sockets and REST together', async () => {
    const pair = await couple(world, direct);
    const {token} = pair.user;
    for (let i = 0; i < 2; ++i)
      await ringAndCancel(pair);
    for (let i = 0; i < 3; ++i) {
      const {status, body} = await world.rest('POST', '/api/calls/initiate',
        {token, body: {calleeId: pair.astrologer.id}});
      assert.ok(status === 200 || status === 201, `${status}`);
      await hear(pair.callee, ['call:incoming'], body.data.callId);
      done(await direct.cancel(pair.caller, body.data.callId));
      await hearAllEnd(pair, 'cancelled', body.data.callId);
    }
    await assertLimited(pair);
    const {status, body, headers} = await world.rest('POST',
      '/api/calls/initiate', {token, body: {calleeId: pair.astrologer.id}});
    assert.equal(status, 429);
    assert.equal(body.error, 'rate_limited');
    assert.ok(Number(headers.get('retry-after')) >= 1);
  });

  it('is let through where no limit is set', async () => {
    const free = await createCallWorld();
    try {
      const pair = await couple(free, direct);
      for (let i = 0; i < 12; ++i)
        await ringAndCancel(pair);
    } finally {
      await free.stop();
    }
  });
});
