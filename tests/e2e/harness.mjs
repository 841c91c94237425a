// What the end-to-end tests stand on: the real server on a database of its own,
// people made through its admin routes, and real socket.io clients. Nothing
// here sleeps: whatever is awaited is an event, and has a time limit.

import {execFile, spawn} from 'node:child_process';
import {createHmac, randomUUID} from 'node:crypto';
import {createServer} from 'node:net';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {io} from 'socket.io-client';

const run = promisify(execFile);

export const root = fileURLToPath(new URL('../../', import.meta.url));
export const program = process.env.SWITCHBOARD
  ?? `${root}build/release/switchboard`;
export const secrets = {
  JWT_SECRET: 'a-secret-of-the-end-to-end-tests-0123456789',
  ADMIN_SECRET_KEY: 'an-admin-key-of-the-end-to-end-tests',
};

const patience = 10_000;

/** Settles like `promise`, but fails with `what` after `ms`. */
export async function within(promise, what, ms = patience) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Tries again, as fast as `attempt` takes, until it gives something. */
export async function until(what, attempt, ms = patience) {
  const deadline = Date.now() + ms;
  let last;
  while (Date.now() < deadline) {
    try {
      const found = await attempt();
      if (found)
        return found;
    } catch (error) {
      last = error;
    }
    await new Promise(done => setImmediate(done));
  }
  throw new Error(`${what} within ${ms} ms`, {cause: last});
}

export async function freePort() {
  const probe = createServer();
  await new Promise(done => probe.listen(0, '127.0.0.1', done));
  const {port} = probe.address();
  await new Promise(done => probe.close(done));
  return port;
}

// -- tokens -------------------------------------------------------------------

const encode = value => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Signs claims as the host application does; `expiresIn` is in seconds. */
export function signToken(claims, {
  secret = secrets.JWT_SECRET,
  expiresIn = 3600,
  header = {alg: 'HS256', typ: 'JWT'},
} = {}) {
  const now = Math.floor(Date.now() / 1000);
  const all = {iat: now, exp: now + expiresIn, ...claims};
  const signed = `${encode(header)}.${encode(all)}`;
  const mac = createHmac('sha256', secret).update(signed).digest('base64url');
  return `${signed}.${mac}`;
}

// -- databases ----------------------------------------------------------------

/** Runs SQL and gives the rows as arrays of text. */
export async function query(databaseUrl, sql) {
  const {stdout} = await run('psql',
    ['-qXAt', '-F', '\x1f', '-v', 'ON_ERROR_STOP=1', databaseUrl, '-c', sql],
    {maxBuffer: 1 << 26});
  return stdout.split('\n').filter(line => line !== '')
    .map(line => line.split('\x1f'));
}

/** An empty database beside the one that scripts/with-postgres gives. */
export async function createDatabase(server = process.env.DATABASE_URL) {
  if (!server)
    throw new Error('DATABASE_URL is not set: run scripts/test e2e, or '
      + 'scripts/with-postgres node --test tests/e2e/*.test.mjs');
  const name = `e2e_${randomUUID().replaceAll('-', '')}`;
  await query(server, `create database ${name}`);
  return server.replace('/switchboard', `/${name}`);
}

/**
 * A PostgreSQL of its own, to be ill-treated. Ends with `stop`, and with this
 * process in any case: it lives as long as its standard input is open.
 */
export async function startPostgres() {
  const child = spawn(`${root}scripts/with-postgres`,
    ['sh', '-c', 'echo "$DATABASE_URL"; exec cat'],
    {stdio: ['pipe', 'pipe', 'inherit']});
  const url = await within(
    new Promise(done => child.stdout.once('data', done)),
    'a PostgreSQL was not started', 60_000);
  return {
    url: url.toString().trim(),
    async stop() {
      child.stdin.end();
      await ended(child);
    },
  };
}

// -- programs -----------------------------------------------------------------

function ended(child) {
  if (child.exitCode !== null || child.signalCode !== null)
    return Promise.resolve();
  return within(new Promise(done => child.once('exit', done)),
    `process ${child.pid} did not end`, 30_000);
}

function environment(more) {
  const {PATH, HOME, LANG, TMPDIR} = process.env;
  const all = {PATH, HOME, LANG, TMPDIR, ...secrets, ...more};
  return Object.fromEntries(
    Object.entries(all).filter(([, value]) => value !== undefined));
}

/** Runs the program to its end: {code, stdout, stderr}. */
export async function runProgram(args, env = {}) {
  try {
    const done = await run(program, args, {env: environment(env)});
    return {code: 0, ...done};
  } catch (error) {
    if (typeof error.code !== 'number')
      throw error;
    return {code: error.code, stdout: error.stdout, stderr: error.stderr};
  }
}

/** One server process, from `listening` to its end. */
class ServerProcess {
  constructor(env, {log = [], args = []} = {}) {
    this.log = log;
    this.child = spawn(program, ['serve', ...args],
      {env: environment(env), stdio: ['ignore', 'pipe', 'pipe']});
    this.exit = new Promise(done => this.child.once('exit',
      (code, signal) => done({code, signal})));
    this.listening = new Promise((done, fail) => {
      const read = chunk => {
        this.log.push(chunk.toString());
        const port = /listening on .*?:(\d+)\b/.exec(this.log.join(''));
        if (port)
          done(Number(port[1]));
      };
      this.child.stdout.on('data', read);
      this.child.stderr.on('data', read);
      this.exit.then(() => fail(
        new Error(`the server ended at once:\n${this.log.join('')}`)));
    });
    this.listening.catch(() => {});
  }

  signal(name) {
    this.child.kill(name);
    return within(this.exit, `the server did not end on ${name}`, 30_000);
  }
}

// -- the world of one test file -----------------------------------------------

export class World {
  #server;
  #clients = new Set();

  constructor(databaseUrl, env, args = []) {
    this.databaseUrl = databaseUrl;
    this.args = args;
    this.env = {
      RATE_LIMIT_DIRECT_MESSAGES_PER_MINUTE: '0',
      LOG_LEVEL: 'info',
      ...env,
      DATABASE_URL: databaseUrl,
    };
    this.log = [];
  }

  get url() {
    return `http://127.0.0.1:${this.port}`;
  }

  get pid() {
    return this.#server.child.pid;
  }

  /** Starts the server; a second time on the same port. */
  async start() {
    const log = [];
    this.log = log;
    this.#server = new ServerProcess(
      {...this.env, PORT: String(this.port ?? 0)}, {log, args: this.args});
    this.port = await within(this.#server.listening,
      'the server does not listen', 30_000);
    await until('the server is not ready',
      async () => (await this.rest('GET', '/ready')).status === 200);
  }

  /** Sends a signal and waits for the end: {code, signal}. */
  signal(name) {
    return this.#server.signal(name);
  }

  get exit() {
    return this.#server.exit;
  }

  async stop() {
    for (const client of this.#clients)
      client.socket.disconnect();
    if (this.#server)
      await this.#server.signal('SIGTERM').catch(
        () => this.#server.signal('SIGKILL'));
  }

  sql(text) {
    return query(this.databaseUrl, text);
  }

  // REST

  async rest(method, path, {body, token, headers = {}, admin = false} = {}) {
    const all = {...headers};
    if (token)
      all.authorization = `Bearer ${token}`;
    if (admin)
      all['x-admin-key'] = secrets.ADMIN_SECRET_KEY;
    if (body !== undefined)
      all['content-type'] ??= 'application/json';
    const answer = await fetch(this.url + path, {
      method, headers: all, signal: AbortSignal.timeout(patience),
      body: body === undefined || typeof body === 'string'
        ? body : JSON.stringify(body),
    });
    const text = await answer.text();
    let json;
    try {
      json = JSON.parse(text);
    } catch {
      // Not all routes answer JSON.
    }
    return {status: answer.status, headers: answer.headers, text, body: json};
  }

  async admin(method, path, body) {
    const answer = await this.rest(method, path, {body, admin: true});
    if (answer.status >= 300)
      throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    return answer.body.data;
  }

  // People and conversations

  /** Provisions somebody new: {id, role, name, token}. */
  async person(role, {id = `${role}-${randomUUID()}`, name = `A ${role}`} = {}) {
    await this.admin('PUT', `/api/admin/users/${encodeURIComponent(id)}`,
      {role, name});
    return {id, role, name, token: signToken({sub: id, role, name})};
  }

  consult(user, astrologer) {
    return this.admin('PUT', `/api/admin/consultations/${
      encodeURIComponent(user.id)}/${encodeURIComponent(astrologer.id)}`);
  }

  conversation(...people) {
    return this.admin('POST', '/api/admin/conversations', {
      participants: people.map(({id, role}) => ({id, type: role})),
    });
  }

  /** A user and an astrologer who may write to each other. */
  async pair() {
    const user = await this.person('user');
    const astrologer = await this.person('astrologer');
    await this.consult(user, astrologer);
    return {user, astrologer,
            conversation: await this.conversation(user, astrologer)};
  }

  /** The same with both connected and joined. */
  async joinedPair() {
    const {user, astrologer, conversation} = await this.pair();
    const a = await this.connect(user.token);
    const b = await this.connect(astrologer.token);
    await a.join(conversation.id);
    await b.join(conversation.id);
    return {user, astrologer, conversation, a, b};
  }

  // Sockets

  /** A client that tries once; `auth` and the like are socket.io's options. */
  client(token, {auth = {token}, ...options} = {}) {
    const client = new Client(this.url, {auth, ...options});
    this.#clients.add(client);
    return client;
  }

  async connect(token, options) {
    const client = this.client(token, options);
    await client.connected();
    return client;
  }
}

/** Fresh database, migrated; server started unless `start` is false. */
export async function createWorld({
  env = {}, args = [], server = process.env.DATABASE_URL, start = true,
} = {}) {
  const world = new World(await createDatabase(server), env, args);
  const migrated = await runProgram(['migrate'], world.env);
  if (migrated.code !== 0)
    throw new Error(`switchboard migrate failed: ${migrated.stderr}`);
  if (start)
    await world.start();
  return world;
}

// -- clients ------------------------------------------------------------------

/** A socket.io client that remembers what it hears until it is asked for. */
export class Client {
  #heard = [];
  #waiting = [];

  constructor(url, options) {
    this.socket = io(url, {
      transports: ['websocket'], reconnection: false, forceNew: true,
      ...options,
    });
    this.socket.onAny((name, ...args) => this.#take(name, args));
    this.disconnected = new Promise(
      done => this.socket.once('disconnect', done));
  }

  #take(name, args) {
    const place = this.#waiting.findIndex(
      w => w.name === name && w.wanted(...args));
    if (place < 0)
      this.#heard.push({name, args});
    else
      this.#waiting.splice(place, 1)[0].done(args[0]);
  }

  connected() {
    return within(new Promise((done, fail) => {
      if (this.socket.connected)
        done();
      this.socket.once('connect', done);
      this.socket.once('connect_error', fail);
    }), 'the socket did not connect');
  }

  /** The error that CONNECT is refused with. */
  refused() {
    return within(new Promise((done, fail) => {
      this.socket.once('connect_error', done);
      this.socket.once('connect', () => fail(new Error('it connected')));
    }), 'the socket was not refused');
  }

  /** The next event of that name that was not asked for yet. */
  next(name, wanted = () => true) {
    const place = this.#heard.findIndex(
      h => h.name === name && wanted(...h.args));
    if (place >= 0)
      return Promise.resolve(this.#heard.splice(place, 1)[0].args[0]);
    return within(new Promise(done => {
      this.#waiting.push({name, wanted, done});
    }), `no ${name} came`);
  }

  /** Names of the events that came and were not asked for. */
  get unheard() {
    return this.#heard.map(h => h.name);
  }

  forget() {
    this.#heard = [];
  }

  /** Sends an event and gives its ack. */
  ask(name, ...args) {
    return this.socket.timeout(patience).emitWithAck(name, ...args);
  }

  async join(conversationId) {
    const ack = await this.ask('dm:join_conversation', {conversationId});
    if (!ack.success)
      throw new Error(`join refused: ${JSON.stringify(ack)}`);
    await this.next('dm:joined');
    return ack.data;
  }

  send(conversationId, content, more = {}) {
    return this.ask('dm:send_message', {conversationId, content, ...more});
  }
}
