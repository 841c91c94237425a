// Who is banned is out within a second, everywhere; complaints reach admins.

import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import WebSocket from 'ws';
import {createWorld, signToken, within} from './harness.mjs';
import {lateness} from './protocol/subject.mjs';

let world;
let maya;
let arjun;
let conversation;
before(async () => {
  world = await createWorld();
  ({user: maya, astrologer: arjun, conversation} = await world.pair());
});
after(() => world?.stop());

const banOf = person => `/api/admin/users/${person.id}/ban`;

/** How long `work` takes, in milliseconds. */
async function timed(work) {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

describe('a ban', () => {
  it('closes every socket and lets none in again', async () => {
    const {token} = maya;
    const one = await world.connect(token);
    const polling = await world.connect(token, {transports: ['polling']});
    const other = await world.connect(arjun.token);
    assert.equal((await world.rest('GET', '/api/conversations', {token})).status,
      200);
    const took = await timed(async () => {
      const banned = await world.admin('PUT', banOf(maya), {reason: 'rude'});
      assert.equal(banned.banned, true);
      assert.equal(await one.disconnected, 'io server disconnect');
      assert.equal(await polling.disconnected, 'io server disconnect');
    });
    assert.ok(took < 1000 + lateness, `it took ${took} ms`);
    const told = await one.next('error');
    assert.equal(told.error, 'forbidden');
    assert.equal(told.message, 'This user is banned.');
    assert.equal(other.socket.connected, true);

    const error = await world.client(token).refused();
    assert.equal(error.data.error, 'forbidden');
    assert.equal(error.message, 'This user is banned.');
    const fresh = signToken({sub: maya.id, role: 'user', name: 'Another'});
    for (const used of [token, fresh]) {
      const refused =
        await world.rest('GET', '/api/conversations', {token: used});
      assert.equal(refused.status, 403);
      assert.equal(refused.body.error, 'forbidden');
      assert.equal(refused.body.success, false);
    }
  });

  it('is lifted', async () => {
    const {token} = maya;
    const lifted = await world.admin('DELETE', banOf(maya));
    assert.equal(lifted.banned, false);
    await world.connect(token);
    assert.equal((await world.rest('GET', '/api/conversations', {token})).status,
      200);
  });

  it('closes a plain socket with a code that says so', async () => {
    const person = await world.person('user');
    const socket = new WebSocket(
      `ws://127.0.0.1:${world.port}/ws?token=${person.token}`);
    const heard = [];
    const closed = new Promise(done =>
      socket.once('close', (code, reason) => done({code, reason: `${reason}`})));
    await within(new Promise(done => socket.on('message', data => {
      heard.push(JSON.parse(data));
      done();
    })), 'it did not connect');
    await world.admin('PUT', banOf(person));
    assert.deepEqual(await within(closed, 'it was not closed'),
      {code: 1008, reason: 'banned'});
    assert.deepEqual(heard.map(x => x.event), ['connect', 'error', 'disconnect']);
  });

  it('overtakes sockets that are connecting', async () => {
    const person = await world.person('user');
    const clients = Array.from({length: 15}, () => world.client(person.token));
    const ends = clients.map(c => new Promise(done => {
      c.socket.once('disconnect', done);
      c.socket.once('connect_error', done);
    }));
    await world.admin('PUT', banOf(person));
    await within(Promise.all(ends), 'one slipped through');
  });

  it('holds across a restart', async () => {
    const person = await world.person('user');
    await world.admin('PUT', banOf(person));
    await world.signal('SIGTERM');
    await world.start();
    assert.equal((await world.client(person.token).refused()).data.error,
      'forbidden');
  });

  it('is not for oneself, nor for nobody', async () => {
    const own = await world.rest('PUT', '/api/admin/users/admin/ban',
      {admin: true});
    assert.equal(own.status, 409);
    assert.equal(own.body.error, 'conflict');
    const nobody = await world.rest('PUT', '/api/admin/users/nobody/ban',
      {admin: true});
    assert.equal(nobody.status, 404);
  });
});

describe('reports', () => {
  it('are made by members, and read by admins', async () => {
    const {token} = arjun;
    const a = await world.connect(maya.token);
    const {data: {id}} = await a.send(conversation.id, 'you fool');
    const path = `/messages/${id}/report`;
    const report = (reason, who = token) =>
      world.rest('POST', path, {token: who, body: {reason}});
    const first = await report('rude');
    assert.equal(first.status, 201);
    assert.equal(first.body.data.messageId, id);
    const again = await report('a threat');
    assert.equal(again.body.data.id, first.body.data.id);

    const stranger = await world.person('user');
    const foreign = await report('x', stranger.token);
    const missing = await world.rest('POST',
      `/messages/${'0'.repeat(24)}/report`,
      {token: stranger.token, body: {reason: 'x'}});
    assert.equal(foreign.status, 404);
    assert.equal(foreign.text, missing.text);

    const listed = await world.rest('GET', '/api/admin/reports', {admin: true});
    assert.equal(listed.body.pagination.total, 1);
    const [entry] = listed.body.data.reports;
    assert.equal(entry.reporterId, arjun.id);
    assert.equal(entry.senderId, maya.id);
    assert.equal(entry.messageId, id);
    assert.equal(entry.conversationId, conversation.id);
    assert.equal(entry.reason, 'a threat');
    assert.equal(entry.content, 'you fool');
    assert.equal(entry.mediaUrl, null);
    assert.match(entry.createdAt, /^\d{4}-.*Z$/);
    assert.deepEqual(
      await world.sql("select count(*) from audit_log where action = 'read_reports'"),
      [['1']]);
  });

  it('are listed by pages and by cursor', async () => {
    const a = await world.connect(maya.token);
    for (let i = 0; i < 4; ++i) {
      const {data: {id}} = await a.send(conversation.id, `bad ${i}`);
      await world.rest('POST', `/messages/${id}/report`,
        {token: arjun.token, body: {reason: `r${i}`}});
    }
    const get = async query => (await world.rest(
      'GET', `/api/admin/reports?limit=2${query}`, {admin: true})).body;
    const reasons = answer => answer.reports.map(x => x.reason);
    const first = await get('');
    assert.deepEqual(reasons(first), ['r3', 'r2']);
    assert.equal(first.pagination.hasMore, true);
    assert.deepEqual(reasons(await get('&page=2')), ['r1', 'r0']);
    assert.deepEqual(
      reasons(await get(`&before=${first.pagination.nextCursor}`)),
      ['r1', 'r0']);
  });
});
