// What the host application makes through the admin routes.

import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import {createWorld, secrets, signToken} from './harness.mjs';

let world;
before(async () => {
  world = await createWorld();
});
after(() => world?.stop());

const unknown = '0123456789abcdef01234567';

describe('the admin routes', () => {
  const routes = [
    ['PUT', '/api/admin/users/somebody', {role: 'user', name: 'S'}],
    ['GET', '/api/admin/users/somebody'],
    ['PUT', '/api/admin/consultations/a/b', {}],
    ['POST', '/api/admin/conversations', {participants: []}],
  ];
  for (const [method, path, body] of routes) {
    it(`${method} ${path} is 401 without credentials`, async () => {
      const answer = await world.rest(method, path, {body});
      assert.equal(answer.status, 401);
      assert.equal(answer.body.success, false);
      assert.equal(answer.body.error, 'unauthenticated');
    });

    it(`${method} ${path} is 401 with a wrong key`, async () => {
      const answer = await world.rest(method, path,
        {body, headers: {'x-admin-key': `${secrets.ADMIN_SECRET_KEY}x`}});
      assert.equal(answer.status, 401);
    });

    for (const role of ['user', 'astrologer'])
      it(`${method} ${path} is 403 to a ${role}`, async () => {
        const token = signToken({sub: `not-an-admin-${role}`, role});
        const answer = await world.rest(method, path, {body, token});
        assert.equal(answer.status, 403);
        assert.equal(answer.body.error, 'forbidden');
      });
  }

  it('take the token of an admin', async () => {
    const token = signToken({sub: 'ada', role: 'admin', name: 'Ada'});
    const {status} = await world.rest('PUT', '/api/admin/users/by-token',
      {token, body: {role: 'user', name: 'By Token'}});
    assert.equal(status, 200);
  });

  it('give a short-lived token for the secret', async () => {
    const refused = await world.rest('POST', '/auth/admin/token',
      {body: {secret: 'guess'}});
    assert.equal(refused.status, 401);
    const {status, body} = await world.rest('POST', '/auth/admin/token',
      {body: {secret: secrets.ADMIN_SECRET_KEY, id: 'desk'}});
    assert.equal(status, 200);
    const {status: read} = await world.rest('GET', '/api/admin/users/desk',
      {token: body.data.token});
    assert.equal(read, 200);
  });
});

describe('a user', () => {
  it('is made, read back and changed', async () => {
    const path = '/api/admin/users/maya%20of%20the%20hills';
    const made = await world.admin('PUT', path, {
      role: 'astrologer', name: 'Māyā', phone: '+911234567890',
      profilePicture: 'https://pictures.example/m.png', ratePerMinute: 12});
    assert.equal(made.id, 'maya of the hills');
    const read = await world.admin('GET', path);
    assert.deepEqual(
      {role: read.role, name: read.name, phone: read.phone,
       picture: read.profilePicture, rate: read.ratePerMinute},
      {role: 'astrologer', name: 'Māyā', phone: '+911234567890',
       picture: 'https://pictures.example/m.png', rate: 12});
    await world.admin('PUT', path, {role: 'astrologer', name: 'Maya'});
    assert.equal((await world.admin('GET', path)).name, 'Maya');
  });

  it('takes any case of role, customer, and unknown fields', async () => {
    for (const [role, stored] of [['User', 'user'], ['CUSTOMER', 'user'],
                                  ['Astrologer', 'astrologer']]) {
      const body = {role, name: 'x', favouriteColour: 'blue'};
      const made = await world.admin('PUT', `/api/admin/users/c-${role}`, body);
      assert.equal(made.role, stored);
    }
  });

  it('that nobody made is 404', async () => {
    const {status, body} = await world.rest('GET', '/api/admin/users/nobody',
      {admin: true});
    assert.equal(status, 404);
    assert.equal(body.error, 'not_found');
  });

  const bad = {
    'no role': {name: 'x'},
    'an unknown role': {role: 'king', name: 'x'},
    'a name that is a number': {role: 'user', name: 5},
    'a rate below zero': {role: 'astrologer', name: 'x', ratePerMinute: -1},
    'a rate that is text': {role: 'astrologer', name: 'x', ratePerMinute: '5'},
    'U+0000 in the name': {role: 'user', name: 'a\u0000b'},
    'no object': [],
  };
  for (const [name, body] of Object.entries(bad))
    it(`with ${name} is 400`, async () => {
      const answer = await world.rest('PUT', '/api/admin/users/bad',
        {admin: true, body});
      assert.equal(answer.status, 400);
      assert.equal(answer.body.error, 'validation_failed');
    });

  it('is 400 in broken JSON, 415 in another language', async () => {
    const put = (body, headers) => world.rest('PUT', '/api/admin/users/bad',
      {admin: true, body, headers});
    assert.equal((await put('{"role":')).status, 400);
    assert.equal((await put('['.repeat(100_000))).status, 400);
    const form = {'content-type': 'application/x-www-form-urlencoded'};
    assert.equal((await put('role=user', form)).status, 415);
  });

  it('with an id of 129 characters is 400', async () => {
    const {status} = await world.rest('PUT',
      `/api/admin/users/${'u'.repeat(129)}`,
      {admin: true, body: {role: 'user', name: 'x'}});
    assert.equal(status, 400);
  });
});

describe('a consultation', () => {
  it('may be told twice', async () => {
    const user = await world.person('user');
    const astrologer = await world.person('astrologer');
    await world.consult(user, astrologer);
    await world.consult(user, astrologer);
  });

  it('with somebody unknown is 404', async () => {
    const user = await world.person('user');
    const {status} = await world.rest('PUT',
      `/api/admin/consultations/${user.id}/nobody`, {admin: true, body: {}});
    assert.equal(status, 404);
  });

  it('the wrong way round is 400', async () => {
    const user = await world.person('user');
    const astrologer = await world.person('astrologer');
    const {status} = await world.rest('PUT',
      `/api/admin/consultations/${astrologer.id}/${user.id}`,
      {admin: true, body: {}});
    assert.equal(status, 400);
  });
});

describe('a conversation', () => {
  it('of two is only ever one, however many ask at once', async () => {
    const user = await world.person('user');
    const astrologer = await world.person('astrologer');
    const made = await Promise.all(Array.from({length: 20}, (_, i) =>
      i % 2 ? world.conversation(user, astrologer)
        : world.conversation(astrologer, user)));
    assert.equal(new Set(made.map(c => c.id)).size, 1);
    const [{id, _id, participants}] = made;
    assert.match(id, /^[0-9a-f]{24}$/);
    assert.equal(_id, id);
    assert.deepEqual(new Set(participants.map(p => p.id)),
      new Set([user.id, astrologer.id]));
  });

  it('says 201 when made and 200 when found', async () => {
    const admin = await world.person('admin');
    const astrologer = await world.person('astrologer');
    const body = {participants: [{id: admin.id, type: 'Admin'},
                                 {id: astrologer.id, type: 'Astrologer'}]};
    const post = () => world.rest('POST', '/api/admin/conversations',
      {admin: true, body});
    const first = await post();
    const second = await post();
    assert.equal(first.status, 201);
    assert.equal(second.status, 200);
    assert.equal(second.body.data.id, first.body.data.id);
    assert.equal(first.body.id, first.body.data.id);
  });

  it('about something else is another one', async () => {
    const user = await world.person('user');
    const astrologer = await world.person('astrologer');
    const participants = [{id: user.id}, {id: astrologer.id}];
    const general = await world.admin('POST', '/api/admin/conversations',
      {participants});
    const support = await world.admin('POST', '/api/admin/conversations',
      {participants, contextType: 'support', contextId: 'ticket-7'});
    assert.notEqual(support.id, general.id);
    assert.equal(support.contextType, 'support');
    assert.equal(support.contextId, 'ticket-7');
  });

  const somebody = {id: 'somebody-known', type: 'user'};
  before(() => world.admin('PUT', '/api/admin/users/somebody-known',
    {role: 'user', name: 'S'}));
  const bad = {
    'no participants': {},
    'one participant': {participants: [somebody]},
    'the same one twice': {participants: [somebody, somebody]},
    'participants that are no list': {participants: 'all'},
    'a participant without an id': {participants: [somebody, {type: 'admin'}]},
    'an unknown context': {participants: [somebody, {id: 'x', type: 'admin'}],
                           contextType: 'gossip'},
  };
  for (const [name, body] of Object.entries(bad))
    it(`with ${name} is 400`, async () => {
      const answer = await world.rest('POST', '/api/admin/conversations',
        {admin: true, body});
      assert.equal(answer.status, 400);
      assert.equal(answer.body.error, 'validation_failed');
    });

  it('with somebody unknown is 404', async () => {
    const {status} = await world.rest('POST', '/api/admin/conversations',
      {admin: true,
       body: {participants: [somebody, {id: 'nobody', type: 'admin'}]}});
    assert.equal(status, 404);
  });
});

describe('what is not there', () => {
  it('is 404 in the envelope', async () => {
    const {status, body} = await world.rest('GET', '/api/nothing');
    assert.equal(status, 404);
    assert.equal(body.error, 'not_found');
  });

  it('is 405 with Allow for a method that is not', async () => {
    const {status, headers} = await world.rest('DELETE',
      `/api/conversations/${unknown}/messages`, {admin: true});
    assert.equal(status, 405);
    assert.match(headers.get('allow'), /GET/);
  });

  it('a body over 1 MiB is 413', async () => {
    const {status, body} = await world.rest('PUT', '/api/admin/users/big', {
      admin: true, body: {role: 'user', name: 'x'.repeat((1 << 20) + 1000)}});
    assert.equal(status, 413);
    assert.equal(body.error, 'payload_too_large');
  });
});
