// scripts/run, as somebody who has just cloned this uses it.

import assert from 'node:assert/strict';
import {execFile, spawn} from 'node:child_process';
import {chmod, mkdtemp, readFile, rm, stat} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, describe, it} from 'node:test';
import {promisify} from 'node:util';
import {freePort, root, until, within} from './harness.mjs';

let folder;
const runs = [];
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'run-'));
  // As root, PostgreSQL runs as another user, who has to get in.
  await chmod(folder, 0o755);
});
after(async () => {
  // What they started ends with them.
  for (const run of runs)
    if (run.child.exitCode === null && run.child.signalCode === null)
      await run.stop('SIGKILL');
  await until('something is left', async () => !(await leftovers()).length);
  await rm(folder, {recursive: true, force: true});
});

class Run {
  constructor(port, ...args) {
    const {PATH, HOME, LANG} = process.env;
    runs.push(this);
    this.url = `http://127.0.0.1:${port}`;
    this.text = '';
    this.child = spawn(`${root}scripts/run`, args, {
      env: {PATH, HOME, LANG, DATA_DIR: folder, PORT: String(port)},
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.exit = new Promise(done => this.child.once('exit',
      (code, signal) => done({code, signal})));
    this.serving = new Promise((done, fail) => {
      const read = chunk => {
        this.text += chunk;
        if (this.text.includes('Switchboard serves on'))
          done();
      };
      this.child.stdout.on('data', read);
      this.child.stderr.on('data', read);
      this.exit.then(() => fail(new Error(`it ended:\n${this.text}`)));
    });
    this.serving.catch(() => {});
  }

  ready() {
    return within(this.serving, 'scripts/run does not serve', 120_000);
  }

  async stop(signal = 'SIGTERM') {
    this.child.kill(signal);
    return within(this.exit, `scripts/run does not end on ${signal}`, 60_000);
  }
}

/** What was started for this folder and is still there. */
async function leftovers() {
  const {stdout} = await promisify(execFile)('ps', ['-eo', 'args']);
  return stdout.split('\n').filter(line => line.includes(`${folder}/`));
}

describe('scripts/run', () => {
  let port;
  before(async () => {
    port = await freePort();
  });

  it('serves, and prints a tour that works as it stands', async () => {
    const run = new Run(port);
    try {
      await run.ready();
      const chat = await within(new Promise(done => {
        const look = () => {
          const lines = /node (tests\S+chat\.mjs) (\S+) (\S+) (\S+) "hello"/
            .exec(run.text);
          if (lines)
            done(lines.slice(1));
        };
        look();
        run.child.stdout.on('data', look);
      }), 'the tour is not printed');
      const {stdout} = await promisify(execFile)('node', [...chat, 'hello'],
        {cwd: root});
      assert.match(stdout, /stored as number \d+/);
      const [, url, token, conversation] = chat;
      assert.equal(url, run.url);
      const answer = await fetch(
        `${url}/api/conversations/${conversation}/messages`,
        {headers: {authorization: `Bearer ${token}`}});
      const {data} = await answer.json();
      assert.equal(data.messages.at(-1).content, 'hello');
    } finally {
      assert.deepEqual(await run.stop(), {code: 0, signal: null}, run.text);
    }
    assert.deepEqual(await leftovers(), []);
  });

  it('keeps data and secrets, which are nobody else\'s to read', async () => {
    const secrets = join(folder, 'secrets.env');
    const before = await readFile(secrets, 'utf8');
    assert.equal((await stat(secrets)).mode & 0o777, 0o600);
    const run = new Run(port, '--no-demo');
    try {
      await run.ready();
      assert.ok(!run.text.includes('People of the demo'));
      assert.equal(await readFile(secrets, 'utf8'), before);
    } finally {
      assert.equal((await run.stop('SIGINT')).code, 0, run.text);
    }
    assert.deepEqual(await leftovers(), []);
  });

  it('goes on after kill -9 of everything', async () => {
    const first = new Run(port, '--no-demo');
    await first.ready();
    await first.stop('SIGKILL');
    const second = new Run(port, '--no-demo');
    try {
      await second.ready();
    } finally {
      await second.stop();
    }
  });

  it('refuses a second one on its data, and a port that is taken', async () => {
    const run = new Run(port, '--no-demo');
    try {
      await run.ready();
      const second = new Run(await freePort(), '--no-demo');
      assert.equal((await second.exit).code, 1);
      assert.match(second.text, /already runs on .* DATA_DIR/);
      const {PATH, HOME} = process.env;
      await assert.rejects(
        promisify(execFile)(`${root}scripts/run`, [], {env: {PATH, HOME,
          DATA_DIR: join(folder, 'other'), PORT: String(port)}}),
        ({stderr}) => stderr.includes(`port ${port} is taken`)
          && stderr.includes('PORT='));
    } finally {
      await run.stop();
    }
  });

  it('ends when the server ends, with its status', async () => {
    const run = new Run(port, '--no-demo');
    await run.ready();
    const {stdout} = await promisify(execFile)('ps', ['-eo', 'pid,ppid,args']);
    const server = stdout.split('\n').map(line => line.trim().split(/\s+/))
      .find(([, ppid, name]) => Number(ppid) === run.child.pid
        && name.endsWith('/switchboard'));
    process.kill(Number(server[0]), 'SIGKILL');
    const {code} = await within(run.exit, 'scripts/run goes on', 60_000);
    assert.equal(code, 137, run.text);
    assert.deepEqual(await leftovers(), []);
  });
});
