// Calls of Agora's: channels, and the tokens that let into them.

import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import {assertToken} from './agora_tokens.mjs';
import {
  agoraApp, assertQuiet, assertRefused, comes, couple, createCallWorld, direct,
  done, hear, hearAllEnd, ring, stored, talk, unified,
} from './calls.mjs';

let world;
before(async () => { world = await createCallWorld(); });
after(() => world?.stop());

/** Every name of the token, the channel and what belongs to them. */
function assertLetsIn(told, channel) {
  assert.equal(told.channelName, channel);
  if ('token' in told)
    assert.equal(told.token, told.agoraToken);
  assert.equal(told.uid, 0);
  assert.equal(told.appId, agoraApp.AGORA_APP_ID);
  const end = assertToken(told.agoraToken, agoraApp, channel);
  if (told.expiresAt)
    assert.equal(Math.floor(Date.parse(told.expiresAt) / 1000), end);
}

describe('a call', () => {
  it('comes with a token for each who is told of it', async () => {
    const pair = await couple(world, direct, {callees: 2});
    const call = done(await direct.dial(pair.caller, pair.astrologer));
    const {channelName} = call;
    assert.match(channelName, /^[\x21-\x7e]{1,63}$/);
    assertLetsIn(call, channelName);
    for (const told of Object.values(
      await hear(pair.caller, direct.started, call.callId)))
      assertLetsIn(told, channelName);
    for (const x of pair.callees)
      assertLetsIn(await x.next('call:incoming'), channelName);
    assert.equal((await stored(world, call.callId)).channel, channelName);
  });

  it('says who calls, and their number only if they want that', async () => {
    const pair = await couple(world, direct);
    await world.admin('PUT', `/api/admin/users/${pair.user.id}`,
      {role: 'user', name: 'Maya', phone: '+911234567890'});
    const caller = await comes(world, {token: pair.user.token}, direct);
    const {callId} = done(await direct.dial(caller, pair.astrologer,
      {callType: 'video', conversationId: pair.conversation.id}));
    const told = await pair.callee.next('call:incoming');
    assert.equal(told.callId, callId);
    assert.equal(told.callerId, pair.user.id);
    assert.equal(told.callerType, 'user');
    assert.equal(told.callerPhone, null);
    assert.ok('callerAvatar' in told);
    assert.equal(told.callType, 'video');
    assert.equal(told.conversationId, pair.conversation.id);
    assert.ok(Date.parse(told.ringUntil) > Date.now());
    done(await direct.cancel(caller, callId));
    await world.admin('PUT', `/api/admin/users/${pair.user.id}`,
      {role: 'user', showPhone: true});
    done(await direct.dial(await comes(world, {token: pair.user.token}, direct),
      pair.astrologer));
    assert.equal((await pair.callee.next('call:incoming')).callerPhone,
      '+911234567890');
  });

  it('tells no two the same token', async () => {
    const pair = await couple(world, direct);
    const {callId} = await ring(pair);
    const tokens = new Set();
    for (let i = 0; i < 5; ++i)
      tokens.add(done(await pair.caller.ask('call:token', {callId})).token);
    assert.ok(tokens.size > 1);
  });

  for (const [name, kind] of [['voice', 'voice'], ['video', 'video'],
                              ['audio', 'voice'], [undefined, 'voice']])
    it(`of callType ${name} is ${kind}`, async () => {
      const pair = await couple(world, direct);
      const call = done(await direct.dial(pair.caller, pair.astrologer,
        {callType: name}));
      assert.equal(call.callType, kind);
      assert.equal((await pair.callee.next('call:incoming')).callType, kind);
    });

  it('can be begun with the names of seed 001', async () => {
    const pair = await couple(world, direct);
    const call = done(await pair.caller.ask('call:initiate',
      {recipientId: pair.astrologer.id, recipientType: 'Astrologer',
       callType: 'voice', channelName: `seed001-${pair.user.id.slice(-12)}`}));
    assert.equal(call.calleeId, pair.astrologer.id);
    assert.equal(call.recipientId, pair.astrologer.id);
    assertLetsIn(await pair.callee.next('call:incoming'),
      `seed001-${pair.user.id.slice(-12)}`);
  });
});

describe('the channel that a client wishes for', () => {
  it('is taken once: never for a second call', async () => {
    const channelName = 'ours alone';
    const pair = await couple(world, direct);
    assert.equal((await ring(pair, {channelName})).channelName, channelName);
    const {callId} = await ring(await couple(world, direct), {channelName});
    assert.notEqual((await stored(world, callId)).channel, channelName);
  });

  for (const [what, channelName] of [
    ['too long', 'x'.repeat(64)], ['of other signs', 'a/b'],
    ['not ASCII', 'कुंडली'], ['empty', '']])
    it(`is another one if it is ${what}`, async () => {
      const call = await ring(await couple(world, direct), {channelName});
      assert.notEqual(call.channelName, channelName);
      assertLetsIn(call, call.channelName);
    });
});

describe('call:token', () => {
  it('gives either side a fresh one while the call lives', async () => {
    const pair = await couple(world, direct);
    const {callId, channelName} = await talk(pair);
    for (const x of [pair.caller, pair.callee]) {
      const data = done(await x.ask('call:token',
        {callId, channelName: 'somebody-elses'}));
      assertLetsIn(data, channelName);
      assertLetsIn(await x.next('call:token'), channelName);
    }
    await assertQuiet(pair.caller, direct);
    done(await direct.hangUp(pair.caller, callId));
    await hearAllEnd(pair, 'completed', callId);
    await assertRefused(pair.callee, direct,
      await pair.callee.ask('call:token', {callId}), 'call_over');
  });

  it('gives none to a device that lost the call', async () => {
    const pair = await couple(world, direct, {callees: 2});
    const {callId} = await talk(pair);
    await assertRefused(pair.callees[1], direct,
      await pair.callees[1].ask('call:token', {callId}), 'call_over');
  });
});

describe('AGORA_TOKEN_VERSION=006', () => {
  it('gives tokens that old SDKs read', async () => {
    const old = await createCallWorld({AGORA_TOKEN_VERSION: '006'});
    try {
      const pair = await couple(old, direct);
      const call = done(await direct.dial(pair.caller, pair.astrologer));
      assert.match(call.agoraToken, /^006/);
      for (const told of [call, await pair.callee.next('call:incoming')])
        assertLetsIn(told, call.channelName);
    } finally {
      await old.stop();
    }
  });
});

describe('without an account at Agora', () => {
  it('its calls are refused aloud; those of WebRTC are not', async () => {
    const bare = await createCallWorld(
      {AGORA_APP_ID: undefined, AGORA_APP_CERTIFICATE: undefined});
    try {
      const pair = await couple(bare, direct);
      await assertRefused(pair.caller, direct,
        await direct.dial(pair.caller, pair.astrologer), 'unavailable',
        /not set up/);
      await assertQuiet(pair.callee, direct);
      const other = await couple(bare, unified);
      const {callId} = await talk(other);
      done(await unified.hangUp(other.caller, callId));
      await hearAllEnd(other, 'completed', callId);
      const ready = await bare.rest('GET', '/ready');
      assert.equal(ready.status, 200);
    } finally {
      await bare.stop();
    }
  });
});
