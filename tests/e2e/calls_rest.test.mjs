// Calls by REST, beside sockets: the same calls, and the same rules.

import assert from 'node:assert/strict';
import {createHmac} from 'node:crypto';
import {after, before, describe, it} from 'node:test';
import {assertToken} from './agora_tokens.mjs';
import {
  agoraApp, assertEnded, assertQuiet, comes, couple, createCallWorld, direct,
  done, hear, hearAllEnd, hearEnd, ring, stored, talk, unified,
} from './calls.mjs';

const turn = {
  TURN_URLS: 'turn:turn.example.com:3478?transport=udp,stun:stun.example.com',
  TURN_SECRET: 'what-coturn-knows',
};

let world;
before(async () => { world = await createCallWorld(turn); });
after(() => world?.stop());

const post = (path, who, body) =>
  world.rest('POST', path, {token: who.token, body});
const get = (path, who) => world.rest('GET', path, {token: who.token});

/** The object of an answer, which stands at the top level, too. */
function shown(answer, status = 200) {
  assert.equal(answer.status, status, answer.text);
  const {data, ...top} = answer.body;
  for (const [name, value] of Object.entries(data))
    if (!['message', 'success', 'error'].includes(name))
      assert.deepEqual(top[name], value, name);
  return data;
}

function assertRefused({status, body, text}, wanted, code) {
  assert.equal(status, wanted, text);
  assert.equal(body.success, false);
  assert.equal(body.error, code);
  assert.equal(typeof body.message, 'string');
  assert.equal(body.data, undefined);
}

const initiate = (pair, more) => post('/api/calls/initiate', pair.user,
  {calleeId: pair.astrologer.id, callType: 'video', ...more});

describe('POST /api/calls/initiate', () => {
  it('rings; the callers devices are all part of it', async () => {
    const pair = await couple(world, direct, {callers: 2, callees: 2});
    const answer = await initiate(pair, {conversationId: pair.conversation.id});
    const call = shown(answer, 201);
    assert.match(answer.headers.get('cache-control'), /no-store/);
    assert.equal(call.status, 'ringing');
    assert.equal(call.callType, 'video');
    assert.equal(call.conversationId, pair.conversation.id);
    assertToken(call.agoraToken, agoraApp, call.channelName);
    for (const x of pair.callees) {
      const told = await x.next('call:incoming');
      assert.equal(told.callId, call.callId);
      assert.equal(told.callerId, pair.user.id);
    }
    done(await direct.answer(pair.callee, call.callId));
    await hearEnd(pair.callees[1], direct, 'callee', 'answered_elsewhere',
      call.callId);
    for (const x of pair.callers)
      await hear(x, direct.answered, call.callId);
    done(await direct.hangUp(pair.callee, call.callId));
    await hearAllEnd({...pair, callees: [pair.callee]}, 'completed',
      call.callId);
    await assertEnded(world, pair, call.callId, 'completed', pair.astrologer);
  });

  it('reads the names of seed 001', async () => {
    const pair = await couple(world, direct);
    const call = shown(await post('/api/calls/initiate', pair.user,
      {recipientId: pair.astrologer.id, recipientType: 'Astrologer'}), 201);
    await hear(pair.callee, ['call:incoming'], call.callId);
    assert.equal(call.callType, 'voice');
  });

  it('answers a busy callee with a call that has ended', async () => {
    const pair = await couple(world, direct);
    const third = await world.person('user');
    await world.consult(third, pair.astrologer);
    await ring(pair);
    const call = shown(await post('/api/calls/initiate', third,
      {calleeId: pair.astrologer.id}), 201);
    assert.equal(call.status, 'rejected');
    assert.equal(call.endReason, 'busy');
    await assertQuiet(pair.callee, direct);
  });

  it('refuses what sockets are refused', async () => {
    const pair = await couple(world, direct);
    const {user} = pair;
    const stranger = await world.person('astrologer');
    for (const [body, status, code] of [
      [{}, 400, 'validation_failed'],
      [{calleeId: 7}, 400, 'validation_failed'],
      [{calleeId: user.id}, 400, 'validation_failed'],
      [{calleeId: 'nobody'}, 404, 'not_found'],
      [{calleeId: stranger.id}, 403, 'forbidden'],
      [{calleeId: pair.astrologer.id, callType: 'x'}, 400, 'validation_failed'],
      [[], 400, 'validation_failed'], ['{', 400, 'validation_failed']])
      assertRefused(await post('/api/calls/initiate', user, body),
        status, code);
    await ring(pair);
    assertRefused(await initiate(pair), 409, 'busy');
    await assertQuiet(pair.callee, direct);
  });

  it('is no answer to who calls from the other side', async () => {
    const pair = await couple(world, direct);
    const {callId} = await ring(pair);
    assertRefused(await post('/api/calls/initiate', pair.astrologer,
      {calleeId: pair.user.id}), 409, 'busy');
    assert.equal((await stored(world, callId)).state, 'ringing');
  });

  it('is refused where only other devices are', async () => {
    const pair = await couple(world, direct, {callees: 0});
    await comes(world, pair.astrologer, unified);
    assertRefused(await initiate(pair), 409, 'incompatible_media');
  });
});

describe('POST /api/admin/calls/initiate', () => {
  for (const name of ['astrologerId', 'calleeId', 'recipientId', 'userId'])
    it(`calls the ${name} in the name of the admin`, async () => {
      const pair = await couple(world, direct);
      const admin = await world.person('admin');
      const call = shown(await post('/api/admin/calls/initiate', admin,
        {[name]: pair.astrologer.id}), 201);
      const told = await pair.callee.next('call:incoming');
      assert.equal(told.callerId, admin.id);
      assert.equal(told.callerType, 'admin');
      shown(await post(`/api/calls/${call.callId}/cancel`, admin));
      await hearEnd(pair.callee, direct, 'callee', 'cancelled', call.callId);
    });

  it('is for admins', async () => {
    const pair = await couple(world, direct);
    assertRefused(await post('/api/admin/calls/initiate', pair.user,
      {astrologerId: pair.astrologer.id}), 403, 'forbidden');
    await assertQuiet(pair.callee, direct);
  });
});

describe('a call that exists', () => {
  for (const [action, who, from, reason] of [
    ['end', 'user', ring, 'cancelled'], ['end', 'astrologer', ring, 'rejected'],
    ['end', 'user', talk, 'completed'],
    ['end', 'astrologer', talk, 'completed'],
    ['cancel', 'user', ring, 'cancelled'],
    ['reject', 'astrologer', ring, 'rejected']])
    for (const tongue of [direct, unified])
      it(`in ${tongue.dialect}: ${action} by the ${who} is ${reason}`,
        async () => {
          const pair = await couple(world, tongue);
          const {callId} = await from(pair);
          const call = shown(await post(`/api/calls/${callId}/${action}`,
            pair[who], {reason: 'by REST', duration: 4711}));
          assert.equal(call.endReason, reason);
          assert.equal(call.endedBy, pair[who].id);
          assert.ok(call.duration < 60);
          await hearAllEnd(pair, reason, callId, {words: 'by REST'});
          await assertEnded(world, pair, callId, reason, pair[who]);
          // Twice is done already.
          shown(await post(`/api/calls/${callId}/end`, pair[who]));
        });

  it('is somebody else\'s, or nobody\'s: the same answer', async () => {
    const pair = await couple(world, direct);
    const {callId} = await ring(pair);
    const stranger = await world.person('user');
    for (const action of ['end', 'cancel', 'reject']) {
      const theirs = await post(`/api/calls/${callId}/${action}`, stranger);
      assertRefused(theirs, 404, 'not_found');
      assert.equal((await post(`/api/calls/nobodys/${action}`, stranger)).text,
        theirs.text);
    }
    for (const path of [callId, 'nobodys'])
      assertRefused(await get(`/api/calls/${path}`, stranger),
        404, 'not_found');
    assertRefused(await post(`/api/calls/${callId}/cancel`, pair.astrologer),
      403, 'forbidden');
    assertRefused(await post(`/api/calls/${callId}/reject`, pair.user), 403,
      'forbidden');
    await assertQuiet(pair.caller, direct);
    await assertQuiet(pair.callee, direct);
  });

  it('is shown to its two people, from where each stands', async () => {
    const pair = await couple(world, direct);
    const {callId} = await talk(pair);
    const [mine, theirs] = await Promise.all([pair.user, pair.astrologer]
      .map(async who => shown(await get(`/api/calls/${callId}`, who))));
    assert.equal(mine.direction, 'outgoing');
    assert.equal(theirs.direction, 'incoming');
    assert.equal(mine.status, 'answered');
    assert.equal(mine.agoraToken, undefined);
    assert.ok(Date.parse(mine.answeredAt) >= Date.parse(mine.initiatedAt));
    const admin = await world.person('admin');
    assert.equal(
      shown(await get(`/api/calls/${callId}`, admin)).callId, callId);
  });
});

describe('GET /api/calls/history', () => {
  const history = async (who, query = '') => {
    const answer = await get(`/api/calls/history${query}`, who);
    assert.equal(answer.status, 200, answer.text);
    assert.deepEqual(answer.body.calls, answer.body.data.calls);
    return answer.body;
  };

  it('has every call, the latest first, with its end', async () => {
    const pair = await couple(world, direct);
    const ids = [];
    for (const end of [
      callId => direct.cancel(pair.caller, callId),
      callId => direct.reject(pair.callee, callId, 'asleep'),
      async callId => {
        done(await direct.answer(pair.callee, callId));
        await hear(pair.caller, direct.answered, callId);
        return direct.hangUp(pair.callee, callId);
      }]) {
      const {callId} = await ring(pair);
      ids.unshift(callId);
      done(await end(callId));
    }
    pair.callee.forget();
    pair.caller.forget();
    const back = done(await direct.dial(pair.callee, pair.user));
    ids.unshift(back.callId);

    const {calls, pagination} = await history(pair.user);
    assert.deepEqual(calls.map(x => x.callId), ids);
    assert.deepEqual(calls.map(x => x.direction),
      ['incoming', 'outgoing', 'outgoing', 'outgoing']);
    assert.deepEqual(calls.map(x => [x.status, x.endReason, x.endedBy]), [
      ['ringing', null, null], ['ended', 'completed', pair.astrologer.id],
      ['rejected', 'rejected', pair.astrologer.id],
      ['ended', 'cancelled', pair.user.id]]);
    const {duration} = calls[1];
    assert.ok(duration < 60, `${duration} s`);
    assert.deepEqual(calls.map(x => x.duration), [0, duration, 0, 0]);
    assert.equal(calls[2].reason, 'asleep');
    assert.equal(pagination.total, 4);
    const theirs = await history(pair.astrologer);
    assert.deepEqual(theirs.calls.map(x => x.direction),
      ['outgoing', 'incoming', 'incoming', 'incoming']);

    const of = async query =>
      (await history(pair.user, query)).calls.map(x => ids.indexOf(x.callId));
    assert.deepEqual(await of('?direction=incoming'), [0]);
    assert.deepEqual(await of('?direction=outgoing'), [1, 2, 3]);
    assert.deepEqual(await of('?status=rejected'), [2]);
    assert.deepEqual(await of('?status=ended'), [1, 3]);
    assert.deepEqual(await of('?status=ringing,rejected'), [0, 2]);
    assert.deepEqual(await of('?status=ended&direction=incoming'), []);
    assert.deepEqual(await of('?limit=3&page=1'), [0, 1, 2]);
    assert.deepEqual(await of('?limit=3&page=2'), [3]);
    assert.deepEqual(await of('?limit=3&page=3'), []);
    const page = (await history(pair.user, '?limit=3')).pagination;
    assert.deepEqual([page.page, page.limit, page.total, page.hasMore],
      [1, 3, 4, true]);
    for (const query of ['?status=odd', '?direction=up', '?limit=0',
                         '?limit=101', '?page=0', '?page=x'])
      assertRefused(await get(`/api/calls/history${query}`, pair.user), 400,
        'validation_failed');
  });

  it('has calls of both media, and nobody else\'s', async () => {
    const pair = await couple(world, unified);
    const {callId} = await ring(pair, {callId: `history-${pair.user.id}`});
    done(await unified.cancel(pair.caller, callId));
    const {calls} = await history(pair.user);
    assert.deepEqual(calls.map(x => [x.callId, x.media, x.channelName]),
      [[callId, 'webrtc', null]]);
    assert.deepEqual((await history(await world.person('user'))).calls, []);
  });

  it('has the duration that the server measured', async () => {
    const pair = await couple(world, direct);
    const {callId} = await talk(pair);
    done(await direct.hangUp(pair.caller, callId, {duration: 9999}));
    await world.sql(`update calls set ended_at = ended_at
      + interval '754 seconds' where id = '${callId}'`);
    assert.equal((await history(pair.user)).calls[0].duration, 754);
  });
});

describe('tokens', () => {
  it('are given to the two of a live call, for their channel', async () => {
    const pair = await couple(world, direct);
    const {callId, channelName} = await talk(pair);
    for (const who of [pair.user, pair.astrologer])
      for (const body of [{callId}, {channelName}]) {
        const data = shown(await post('/api/calls/token', who, body));
        assert.equal(data.channelName, channelName);
        assert.equal(data.uid, 0);
        assertToken(data.agoraToken, agoraApp, channelName);
      }
    const stranger = await world.person('user');
    const admin = await world.person('admin');
    for (const who of [stranger, admin]) {
      assertRefused(await post('/api/calls/token', who, {callId}), 404,
        'not_found');
      assertRefused(await post('/api/calls/token', who, {channelName}), 403,
        'forbidden');
    }
    assertRefused(await post('/api/calls/token', pair.user, {}), 400,
      'validation_failed');
    shown(await post(`/api/calls/${callId}/end`, pair.user));
    assertRefused(await post('/api/calls/token', pair.user, {callId}), 409,
      'call_over');
    assertRefused(await post('/api/calls/token', pair.user, {channelName}), 403,
      'forbidden');
  });

  it('are given to an admin who is called, or calls', async () => {
    const admin = await world.person('admin');
    const astrologer = await world.person('astrologer');
    const phone = await comes(world, astrologer, direct);
    const {callId, channelName} = shown(
      await post('/api/admin/calls/initiate', admin,
        {astrologerId: astrologer.id}), 201);
    await hear(phone, ['call:incoming'], callId);
    const data = shown(
      await post('/api/calls/admin/token', admin, {channelName}));
    assertToken(data.token, agoraApp, channelName);
    assertRefused(await post('/api/calls/admin/token', astrologer, {callId}),
      403, 'forbidden');
  });
});

describe('GET /calls/ice-servers', () => {
  for (const path of ['/calls/ice-servers', '/api/calls/ice-servers'])
    it(`${path} lets in to the relays for a while`, async () => {
      const user = await world.person('user');
      const answer = await get(path, user);
      const {iceServers, expiresAt} = shown(answer);
      assert.match(answer.headers.get('cache-control'), /no-store/);
      const all = iceServers.flatMap(x => x.urls);
      assert.deepEqual(all.sort(), turn.TURN_URLS.split(',').sort());
      const relay = iceServers.find(x => x.urls[0].startsWith('turn:'));
      const [end, who] = relay.username.split(/:(.*)/s);
      assert.equal(who, user.id);
      assert.equal(Number(end), Math.floor(Date.parse(expiresAt) / 1000));
      assert.ok(Number(end) > Date.now() / 1000 + 3600);
      assert.equal(relay.credential, createHmac('sha1', turn.TURN_SECRET)
        .update(relay.username).digest('base64'));
      const stun = iceServers.find(x => x.urls[0].startsWith('stun:'));
      assert.equal(stun.credential, undefined);
      assert.equal((await world.rest('GET', path)).status, 401);
    });
});
