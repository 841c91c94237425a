// call.mjs, the telephone of the README's tour.

import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {after, before, it} from 'node:test';
import {createWorld, root, until, within} from './harness.mjs';

let world;
const running = [];
before(async () => {
  world = await createWorld();
});
after(async () => {
  for (const child of running)
    child.kill('SIGKILL');
  await world?.stop();
});

function telephone(...args) {
  const child = spawn(process.execPath, [`${root}tests/e2e/call.mjs`,
    world.url, ...args], {stdio: ['ignore', 'pipe', 'inherit']});
  running.push(child);
  const phone = {text: ''};
  child.stdout.on('data', chunk => phone.text += chunk);
  // Not 'exit', at which some of the text may be still to come.
  phone.exit = new Promise(done => child.once('close', done));
  return phone;
}

it('calls, talks and hangs up', async () => {
  const {user, astrologer} = await world.pair();
  const callee = telephone(astrologer.token);
  await until('the callee is connected',
    async () => callee.text.includes('connected'));
  const caller = telephone(user.token, astrologer.id);
  assert.equal(await within(caller.exit, 'the caller hangs up'), 0);
  assert.match(caller.text, new RegExp(`calling ${astrologer.id}\n`
    + `${astrologer.id} answers\nover: completed, \\d s\n$`));
  await until('the callee hears it', async () => callee.text.includes('over'));
  assert.match(callee.text,
    new RegExp(`${user.id} calls; answering\nover: completed, \\d s\n$`));
});
