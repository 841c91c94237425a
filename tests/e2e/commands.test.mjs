// The commands beside `serve`, and the routes for operators.

import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import {createWorld, runProgram, secrets, signToken} from './harness.mjs';

let world;
before(async () => {
  world = await createWorld();
});
after(() => world?.stop());

describe('switchboard migrate', () => {
  it('does nothing the second time', async () => {
    const {code} = await runProgram(['migrate'], world.env);
    assert.equal(code, 0);
  });

  it('may run several times at once', async () => {
    await world.sql('create schema beside');
    const env = {...world.env, DATABASE_URL:
      `${world.databaseUrl}&options=-csearch_path%3Dbeside`};
    const all = await Promise.all(
      [1, 2, 3, 4].map(() => runProgram(['migrate'], env)));
    for (const {code, stderr} of all)
      assert.equal(code, 0, stderr);
    await world.sql('drop schema beside cascade');
  });
});

describe('switchboard token', () => {
  it('prints a token that the server takes', async () => {
    const {stdout} = await runProgram(['token', '--sub', 'by-command',
      '--role', 'user', '--name', 'By Command'], world.env);
    await world.connect(stdout.trim());
    const stored = await world.admin('GET', '/api/admin/users/by-command');
    assert.equal(stored.name, 'By Command');
    assert.equal(stored.role, 'user');
  });

  it('makes one that ends', async () => {
    const {stdout} = await runProgram(['token', '--sub', 'x', '--role', 'user',
      '--expires-in', '60'], world.env);
    const {exp} = JSON.parse(
      Buffer.from(stdout.split('.')[1], 'base64url').toString());
    const left = exp - Date.now() / 1000;
    assert.ok(left > 50 && left <= 61, `${left} s`);
  });

  it('wants a role that there is', async () => {
    const {code, stderr} = await runProgram(
      ['token', '--sub', 'x', '--role', 'king'], world.env);
    assert.notEqual(code, 0);
    assert.match(stderr, /role/);
  });
});

describe('switchboard demo', () => {
  it('loads people who can talk, and the same the second time', async () => {
    const load = async () => {
      const {code, stdout, stderr} = await runProgram(['demo'], world.env);
      assert.equal(code, 0, stderr);
      return JSON.parse(stdout);
    };
    const first = await load();
    const second = await load();
    assert.deepEqual(second.conversations, first.conversations);
    const token = id => first.users.find(u => u.id === id).token;
    const {id} = first.conversations.find(
      c => c.participants.includes('maya'));
    const maya = await world.connect(token('maya'));
    const arjun = await world.connect(token('arjun'));
    await maya.join(id);
    await arjun.join(id);
    const {data} = await maya.send(id, 'Namaste');
    assert.equal((await arjun.next('dm:message_received')).id, data.id);
    const {body} = await world.rest('GET', `/api/conversations/${id}/messages`,
      {token: token('arjun')});
    assert.ok(body.data.messages.length > 1);
    assert.equal(body.data.messages.at(-1).content, 'Namaste');
  });
});

describe('switchboard doctor', () => {
  it('finds nothing to mend here', async () => {
    const {code, stdout, stderr} = await runProgram(['doctor'], world.env);
    assert.equal(code, 0, stdout + stderr);
  });

  it('says what to mend without a database', async () => {
    const {code, stdout, stderr} = await runProgram(['doctor'], {
      ...world.env, DATABASE_URL: 'postgresql://app@127.0.0.1:1/nowhere'});
    assert.notEqual(code, 0);
    assert.match(stdout + stderr, /database/i);
  });
});

describe('settings', () => {
  it('are listed with their defaults by --help', async () => {
    const {code, stdout} = await runProgram(['serve', '--help']);
    assert.equal(code, 0);
    for (const text of ['--port', '8080', '--database-url', '--jwt-secret'])
      assert.ok(stdout.includes(text), text);
  });

  const wrong = {
    'a port out of bounds': [{PORT: '70000'}, /PORT/],
    'a port that is text': [{PORT: 'http'}, /PORT/],
    'a time below its bound': [{PING_INTERVAL_SECONDS: '0'}, /PING_INTERVAL/],
    'a switch that is neither': [{ALLOW_QUERY_TOKEN: 'perhaps'}, /ALLOW_QUERY/],
    'a short secret in production':
      [{APP_ENV: 'production', JWT_SECRET: 'short'}, /JWT_SECRET/],
  };
  for (const [name, [env, said]] of Object.entries(wrong))
    it(`${name} stops the start and is named`, async () => {
      const {code, stderr, stdout} = await runProgram(['serve'],
        {...world.env, ...env});
      assert.notEqual(code, 0);
      assert.match(stderr + stdout, said);
    });

  it('an unknown flag stops the start', async () => {
    const {code, stderr, stdout} = await runProgram(
      ['serve', '--prot', '80'], world.env);
    assert.notEqual(code, 0);
    assert.match(stderr + stdout, /prot/);
  });
});

describe('for operators', () => {
  it('/health and /ready say yes', async () => {
    for (const path of ['/health', '/ready']) {
      const {status, body} = await world.rest('GET', path);
      assert.equal(status, 200);
      assert.equal(body.success, true);
    }
  });

  it('/metrics counts what was done', async () => {
    const {a, conversation} = await world.joinedPair();
    await a.send(conversation.id, 'counted');
    const {status, text, headers} = await world.rest('GET', '/metrics');
    assert.equal(status, 200);
    assert.match(headers.get('content-type'), /^text\/plain/);
    assert.match(text, /^switchboard_\w+(\{[^}]*\})? [0-9.e+]+$/m);
    // What a message costs is read off these (docs/performance.md).
    for (const name of ['socket_sends', 'io_wakeups', 'handovers',
                        'allocations', 'journal_commits', 'journal_rows'])
      assert.match(text, new RegExp(`^switchboard_${name}_total [1-9]`, 'm'));
  });

  it('an answer names its request', async () => {
    const own = await world.rest('GET', '/health',
      {headers: {'x-request-id': 'my-request-1'}});
    assert.equal(own.headers.get('x-request-id'), 'my-request-1');
    const other = await world.rest('GET', '/health',
      {headers: {'x-request-id': '<script>'}});
    assert.notEqual(other.headers.get('x-request-id'), '<script>');
  });

  it('secrets and tokens stay out of the log', () => {
    const log = world.log.join('');
    for (const secret of Object.values(secrets))
      assert.ok(!log.includes(secret));
    assert.ok(!log.includes(signToken({sub: 'x'}).split('.')[0]));
  });
});
