// Who may do what: every route and every event of the program's own tables, by
// everybody who may not. A route or an event that is missing here fails.

import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import WebSocket from 'ws';
import {createCallWorld} from './calls.mjs';
import {runProgram, signToken, within} from './harness.mjs';

const listed = JSON.parse((await runProgram(['tables'])).stdout);

let world;
let conversation;
let message;
let call;
let people;
before(async () => {
  // The call rings at nobody's devices, for as long as all of this takes.
  world = await createCallWorld({RING_TIMEOUT_SECONDS: '3600'});
  const pair = await world.pair();
  conversation = pair.conversation;
  const member = await world.connect(pair.user.token);
  message = (await member.send(conversation.id, 'ours')).data;
  call = (await member.ask('call:initiate',
    {calleeId: pair.astrologer.id, callType: 'voice'})).data;
  const bannedAdmin = await world.person('admin');
  const banned = await world.person('user');
  people = {
    ...pair, member, banned, bannedAdmin,
    stranger: await world.person('user'),
    otherAstrologer: await world.person('astrologer'),
  };
  for (const {id} of [banned, bannedAdmin])
    await world.admin('PUT', `/api/admin/users/${id}/ban`);
});
after(() => world?.stop());

// -- routes ---------------------------------------------------------------------

const reason = {reason: 'rude'};
const content = {content: 'let me in'};

/**
 * By route: `path` as a request names it, with a `body` that would be good, and
 * what a stranger hears who is signed in: a status, or a check of the answer. Of
 * admins' routes strangers hear 403; of open ones `open` is the status.
 */
const routes = {
  'GET /health': {open: 200},
  'GET /ready': {open: 200},
  'GET /metrics': {open: 200},
  'GET /docs': {open: 200},
  'GET /docs/openapi.yaml': {open: 200},
  'GET /docs/asyncapi.yaml': {open: 200},
  'POST /auth/admin/token': {body: {secret: 'not the right one'}, open: 401},

  'GET /api/conversations': {
    stranger: ({status, body}) => {
      assert.equal(status, 200);
      assert.deepEqual(body.conversations, []);
    },
  },
  'POST /api/conversations': {
    body: () => ({participantId: people.astrologer.id}), stranger: 403,
  },
  'GET /api/conversations/admin': {stranger: 403},
  'GET /api/conversations/admin/messages': {stranger: 403},
  'POST /api/conversations/admin/messages': {body: content, stranger: 403},
  'GET /api/conversations/:id': {stranger: 404},
  'GET /api/conversations/:id/messages': {stranger: 404},
  'POST /api/conversations/:id/messages': {body: content, stranger: 404},
  'DELETE /api/conversations/:id/messages/:messageId': {stranger: 404},
  'POST /messages/:id/report': {
    path: () => `/messages/${message.id}/report`, body: reason, stranger: 404,
  },

  'PUT /api/admin/users/:id': {body: {role: 'admin'}},
  'GET /api/admin/users/:id': {},
  'PUT /api/admin/users/:id/ban': {body: reason},
  'DELETE /api/admin/users/:id/ban': {},
  'PUT /api/admin/consultations/:userId/:astrologerId': {},
  'POST /api/admin/conversations': {
    body: () => ({participants: [people.stranger, people.astrologer]
      .map(({id, role}) => ({id, type: role}))}),
  },
  'GET /api/admin/conversations/:astrologerId': {},
  'GET /api/admin/conversations/:astrologerId/messages': {},
  'POST /api/admin/conversations/:astrologerId/messages': {body: content},
  'GET /api/admin/reports': {},

  'POST /api/calls/initiate': {
    body: () => ({calleeId: people.astrologer.id}), stranger: 403,
  },
  'POST /api/admin/calls/initiate': {
    body: () => ({astrologerId: people.astrologer.id}),
  },
  'POST /api/calls/:id/end': {body: {duration: 5}, stranger: 404},
  'POST /api/calls/:id/reject': {body: reason, stranger: 404},
  'POST /api/calls/:id/cancel': {stranger: 404},
  'GET /api/calls/history': {
    stranger: ({status, body}) => {
      assert.equal(status, 200);
      assert.deepEqual(body.calls, []);
    },
  },
  'GET /api/calls/:id': {stranger: 404},
  'POST /api/calls/admin/token': {body: () => inCall()},
  'POST /api/calls/token': {body: () => inCall(), stranger: 404},
  'GET /api/calls/token': {
    path: () => `/api/calls/token?channelName=${call.channelName}`,
    stranger: 403,
  },
  // What a client needs before it has a call; credentials of its own.
  'GET /calls/ice-servers': {stranger: ({status}) => assert.equal(status, 200)},
  'GET /api/calls/ice-servers':
    {stranger: ({status}) => assert.equal(status, 200)},
};

const inCall = () => ({callId: call.callId});

/** The path with the ids of what is there, so that only access is in the way. */
function fill(path) {
  const ids = {
    id: path.includes('/users/') ? people.user.id
      : path.includes('/calls/') ? call.callId : conversation.id,
    messageId: message.id,
    userId: people.user.id,
    astrologerId: people.astrologer.id,
  };
  return path.replace(/:(\w+)/g, (_, name) => encodeURIComponent(ids[name]));
}

const codes = {401: 'unauthenticated', 403: 'forbidden', 404: 'not_found'};

function assertRefused(answer, status, who) {
  assert.equal(answer.status, status, `${who}: ${answer.text}`);
  assert.equal(answer.body.success, false);
  assert.equal(answer.body.error, codes[status]);
  assert.equal(typeof answer.body.message, 'string');
  assert.equal(answer.body.data, undefined);
  assert.match(answer.headers.get('content-type'), /^application\/json/);
}

const valueOf = x => typeof x === 'function' ? x() : x;

describe('every route is tried', () => {
  const names = listed.routes.map(r => `${r.method} ${r.path}`);
  it('and none is forgotten', () => {
    assert.deepEqual(names.filter(n => !(n in routes)), []);
    assert.deepEqual(Object.keys(routes).filter(n => !names.includes(n)), []);
  });

  for (const {method, path, access} of listed.routes) {
    const sample = routes[`${method} ${path}`] ?? {};
    const ask = options => world.rest(method, valueOf(sample.path) ?? fill(path),
      {body: valueOf(sample.body), ...options});

    if (access === 'everybody') {
      it(`${method} ${path} by anyone`, async () => {
        for (const token of [undefined, 'garbage', people.banned.token])
          assert.equal((await ask({token})).status, sample.open);
      });
      continue;
    }

    it(`${method} ${path} by nobody in particular`, async () => {
      assertRefused(await ask({}), 401, 'no token');
      const unsigned = signToken({sub: people.user.id, role: 'admin'},
        {secret: 'another secret that is long enough to be one'});
      const none = `${Buffer.from('{"alg":"none","typ":"JWT"}')
        .toString('base64url')}.${unsigned.split('.')[1]}.`;
      for (const [token, who] of [
        ['garbage', 'garbage'], [unsigned, 'signed by another'],
        [none, 'alg none'],
        [signToken({sub: people.user.id, role: 'admin'}, {expiresIn: -60}),
          'expired'],
      ])
        assertRefused(await ask({token}), 401, who);
      assertRefused(await ask({headers: {'x-admin-key': 'wrong'}}), 401,
        'a wrong key');
    });

    it(`${method} ${path} by a banned person`, async () => {
      for (const who of [people.banned, people.bannedAdmin])
        assertRefused(await ask({token: who.token}), 403, who.role);
    });

    it(`${method} ${path} by a stranger`, async () => {
      if (access === 'admin') {
        for (const who of [people.stranger, people.user, people.astrologer])
          assertRefused(await ask({token: who.token}), 403, who.role);
        return;
      }
      const answer = await ask({token: people.stranger.token});
      if (typeof sample.stranger === 'function')
        sample.stranger(answer);
      else
        assertRefused(answer, sample.stranger, 'stranger');
    });
  }

  it('and nothing came of it', async () => {
    const {body} = await world.rest('GET',
      `/api/conversations/${conversation.id}/messages`,
      {token: people.user.token});
    assert.deepEqual(body.messages.map(m => m.id), [message.id]);
    const reports = await world.rest('GET', '/api/admin/reports', {admin: true});
    assert.equal(reports.body.pagination.total, 0);
    assert.deepEqual(await world.sql('select state from calls'), [['1']]);
    const {data} = (await world.rest('GET',
      `/api/admin/users/${encodeURIComponent(people.user.id)}`,
      {admin: true})).body;
    assert.equal(data.role, 'user');
  });
});

// -- events ---------------------------------------------------------------------

/**
 * By event: payloads that would be good of a member, with the code that a
 * stranger hears. null: nothing is refused, and nothing comes of it.
 */
const here = () => ({conversationId: conversation.id});
const direct = {
  'dm:join_conversation': [[here, 'not_found']],
  // Whoever listens to nothing may stop to: it says nothing of what is there.
  'dm:leave_conversation': [[here, null]],
  'dm:send_message': [
    [() => ({...here(), content: 'hi'}), 'not_found'],
    [() => ({recipientId: people.astrologer.id, content: 'hi'}), 'forbidden'],
  ],
  'dm:typing_start': [[here, 'not_found']],
  'dm:typing_stop': [[here, 'not_found']],
  'dm:mark_read': [[() => ({...here(), messageIds: [message.id]}), 'not_found']],
  'dm:history': [[here, 'not_found']],
  'dm:delete_message':
    [[() => ({...here(), messageId: message.id}), 'not_found']],
  // A cursor names what was seen; it opens nothing.
  sync: [[() => ({cursors: {[conversation.id]: 0}}), null]],
  'call:initiate': [[() => ({calleeId: people.astrologer.id}), 'forbidden']],
  'call:accept': [[inCall, 'not_found']],
  'call:connected': [[inCall, 'not_found']],
  'call:end': [[inCall, 'not_found']],
  'call:reject': [[inCall, 'not_found']],
  'call:cancel': [[inCall, 'not_found']],
  'call:token': [
    [() => ({...inCall(), channelName: call.channelName}), 'not_found']],
};
const unified = {
  'call:invite': [[() => ({to: people.astrologer.id}), 'forbidden']],
  'call:answer': [[inCall, 'not_found'],
                  [() => ({...inCall(), accept: false}), 'not_found']],
  'call:candidate': [[() => ({...inCall(), candidate: {}}), 'not_found']],
  'call:hangup': [[inCall, 'not_found']],
};
const samples = {direct, unified};

it('samples of every dialect are there', () => {
  assert.deepEqual(Object.keys(samples).sort(),
    Object.keys(listed.dialects).sort());
});

for (const [dialect, events] of Object.entries(samples))
  describe(`every event of ${dialect} is tried`, () => {
    const names = listed.dialects[dialect].in;
    it('and none is forgotten', () => {
      assert.deepEqual(names.filter(n => !(n in events)), []);
      assert.deepEqual(Object.keys(events).filter(n => !names.includes(n)), []);
    });
    for (const name of names)
      tryEvent(dialect, name, events[name] ?? []);
  });

function tryEvent(dialect, name, tries) {
  for (const [payload, code] of tries) {
    it(`${name} by a stranger: ${code ?? 'nothing'}`, async () => {
      await people.member.join(conversation.id);
      people.member.forget();
      const {token} = people.stranger;
      const stranger = await world.connect(token, {auth: {token, dialect}});
      const ack = await stranger.ask(name, payload());
      assert.equal(ack.success, code === null, JSON.stringify(ack));
      if (code !== null) {
        assert.equal(ack.error, code);
        assert.equal(typeof ack.message, 'string');
        assert.equal(ack.data, undefined);
        assert.equal((await stranger.next('error')).event, name);
      }
      assert.doesNotMatch(JSON.stringify(ack), new RegExp(message.content));
      // What the member says next is the next that is heard.
      await people.member.ask('dm:history', here());
      await people.member.next('dm:history');
      assert.deepEqual(people.member.unheard, []);
      assert.deepEqual(stranger.unheard.filter(
        n => !['error', 'dm:error', 'call:error', 'synced'].includes(n)), []);
      stranger.socket.disconnect();
    });
  }

  it(`${name} before CONNECT closes the socket`, async () => {
    const socket = new WebSocket(
      `ws://127.0.0.1:${world.port}/socket.io/?EIO=4&transport=websocket`);
    const closed = new Promise(done => socket.once('close', done));
    socket.once('open', () => socket.send(
      `420${JSON.stringify([name, tries[0][0]()])}`));
    assert.equal(await within(closed, 'it stayed open'), 1002);
  });

  it(`${name} before connecting a plain socket is refused`, async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${world.port}/ws`);
    const ack = new Promise(done => socket.on('message', text => {
      const {ack: number, data} = JSON.parse(text);
      if (number === 7)
        done(data);
    }));
    socket.once('open', () => socket.send(JSON.stringify(
      {event: name, data: tries[0][0](), ack: 7})));
    const {success, error} = await within(ack, 'no ack came');
    assert.deepEqual({success, error},
      {success: false, error: 'unauthenticated'});
    socket.close();
  });
}
