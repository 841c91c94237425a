// Who is let in, by which token and from where it is taken.

import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import {createWorld, secrets, signToken} from './harness.mjs';

let world, person;
before(async () => {
  world = await createWorld();
  person = await world.person('user', {name: 'Maya'});
});
after(() => world?.stop());

async function assertRefused(token, options) {
  const error = await world.client(token, options).refused();
  assert.equal(error.data?.error, 'unauthenticated');
  assert.equal(typeof error.message, 'string');
  assert.notEqual(error.message, '');
}

describe('a socket is refused', () => {
  const claims = {sub: 'someone', role: 'user'};
  const [head, body, mac] = signToken(claims).split('.');
  const forged = Buffer.from(JSON.stringify({...claims, role: 'admin'}))
    .toString('base64url');
  const tokens = {
    'no token': undefined,
    'an empty token': '',
    'text that is no token': 'let-me-in',
    'the signature of another secret':
      signToken(claims, {secret: 'another secret, as long as the real one'}),
    'other claims under a good signature': `${head}.${forged}.${mac}`,
    'no signature': `${head}.${body}.`,
    'an expired token': signToken(claims, {expiresIn: -60}),
    'a token that is not good yet': signToken(
      {...claims, nbf: Math.floor(Date.now() / 1000) + 600}),
    'alg none': `${Buffer.from('{"alg":"none"}').toString('base64url')}.${
      body}.`,
    'an algorithm that is not the key\'s':
      signToken(claims, {header: {alg: 'HS512', typ: 'JWT'}}),
    'a token without an id': signToken({role: 'user'}),
    'a token of 100 kB': 'x'.repeat(100_000),
  };
  for (const [name, token] of Object.entries(tokens))
    it(`with ${name}`, () => assertRefused(token));

  it('with a token that is an object', () => assertRefused({a: 1}));
  it('with the wrong admin key', () => assertRefused(undefined,
    {auth: {adminSecretKey: 'guess'}}));
  it('with an empty admin key', () => assertRefused(undefined,
    {auth: {adminSecretKey: ''}}));

  it('on any namespace but /', async () => {
    const socket = world.client(person.token).socket;
    const other = socket.io.socket('/private', {auth: {token: person.token}});
    const refused = new Promise(done => other.once('connect_error', done));
    other.connect();
    assert.match((await refused).message, /invalid namespace/i);
  });
});

describe('a token is found', () => {
  it('in auth.token', () => world.connect(person.token));

  it('in the Authorization header', () => world.connect(undefined, {
    extraHeaders: {Authorization: `Bearer ${person.token}`}}));

  it('in the query', () => world.connect(undefined,
    {query: {token: person.token}}));

  it('in auth first: a bad one there is not made good by the query', () =>
    assertRefused('bad', {auth: {token: 'bad'}, query: {token: person.token}}));

  it('not in the query if that is turned off, nor in the log', async () => {
    const strict = await createWorld({env: {ALLOW_QUERY_TOKEN: 'false',
                                            LOG_LEVEL: 'debug'}});
    try {
      const {token} = await strict.person('user');
      const refused = await strict.client(undefined, {query: {token}})
        .refused();
      assert.equal(refused.data.error, 'unauthenticated');
      await strict.connect(token);
      assert.ok(!strict.log.join('').includes(token));
    } finally {
      await strict.stop();
    }
  });
});

describe('a token says who', () => {
  const shapes = {
    'sub and role': {sub: 'shape-1', role: 'user'},
    'id and type': {id: 'shape-2', type: 'User'},
    '_id and userType': {_id: 'shape-3', userType: 'USER'},
    'uid': {uid: 'shape-4', role: 'user'},
    'userId': {userId: 'shape-5', role: 'user'},
    'user.id': {user: {id: 'shape-6'}, role: 'user'},
    'a customer': {sub: 'shape-7', role: 'customer'},
  };
  for (const [name, claims] of Object.entries(shapes))
    it(`by ${name}`, async () => {
      const token = signToken(claims);
      await world.connect(token);
      const id = claims.sub ?? claims.id ?? claims._id ?? claims.uid
        ?? claims.userId ?? claims.user.id;
      const stored = await world.admin('GET', `/api/admin/users/${id}`);
      assert.equal(stored.role, 'user');
    });

  it('and a later one refreshes the name', async () => {
    const claims = {sub: 'renamed', role: 'astrologer', name: 'Before'};
    await world.connect(signToken(claims));
    await world.connect(signToken({...claims, name: 'After'}));
    const stored = await world.admin('GET', '/api/admin/users/renamed');
    assert.equal(stored.name, 'After');
  });
});

describe('an admin', () => {
  const auth = {adminSecretKey: secrets.ADMIN_SECRET_KEY};

  it('comes in by the secret key and is called admin', async () => {
    await world.connect(undefined, {auth});
    const stored = await world.admin('GET', '/api/admin/users/admin');
    assert.equal(stored.role, 'admin');
  });

  it('may be named by auth.userId', async () => {
    const astrologer = await world.person('astrologer');
    const admin = await world.person('admin', {id: 'ada'});
    const {id} = await world.conversation(admin, astrologer);
    const a = await world.connect(undefined, {auth: {...auth, userId: 'ada'}});
    await a.join(id);
    const {data} = await a.send(id, 'from the desk');
    assert.equal(data.senderId, 'ada');
    assert.equal(data.senderType, 'admin');
  });
});

describe('sockets of one person', () => {
  it('are limited, and a free place is free again', async () => {
    const few = await createWorld({env: {MAX_CONNECTIONS_PER_USER: '2'}});
    try {
      const {token} = await few.person('user');
      const first = await few.connect(token);
      await few.connect(token);
      const refused = await few.client(token).refused();
      assert.equal(refused.data.error, 'rate_limited');
      first.socket.disconnect();
      for (let tries = 0; ; ++tries) {
        const again = few.client(token);
        const ok = await again.connected().then(() => true, () => false);
        if (ok)
          break;
        assert.ok(tries < 100, 'the place never became free');
      }
    } finally {
      await few.stop();
    }
  });
});
