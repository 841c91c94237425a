// While both sides send numbered events, the client upgrades at a moment of
// chance: all of them come, once, and in order. The transports are cut into
// small pieces, so that packets and heads come torn.

import assert from 'node:assert/strict';
import net from 'node:net';
import {after, before, describe, it} from 'node:test';
import {io} from 'socket.io-client';
import {within} from '../harness.mjs';
import {revisions} from './payload.mjs';
import {Random, seed} from './seeded.mjs';
import {startSubject} from './subject.mjs';
import {Endpoint} from './wire.mjs';

const sessions = 240;
const atOnce = 8;
const rounds = 30;

let subject;
before(async () => {
  subject = await startSubject();
});
after(() => subject?.stop());

/** Writes in pieces of chance, a turn of the event loop between them. */
class TornSocket extends net.Socket {
  constructor(random) {
    super();
    this.random = random;
    this._writev = null;
  }

  _write(chunk, encoding, done) {
    const bytes = Buffer.from(chunk, encoding);
    const size = Math.min(bytes.length, 1 + this.random.below(200));
    super._write(bytes.subarray(0, size), 'buffer', error => {
      if (error || size === bytes.length)
        done(error);
      else
        setImmediate(() =>
          this._write(bytes.subarray(size), 'buffer', done));
    });
  }
}

function tornConnection(random) {
  return ({host, port}) =>
    new TornSocket(random).connect({host, port, noDelay: true});
}

/** What the client sends in one round, and what has to follow. */
function roundOf(random, number) {
  const burst = random.below(12);
  return {
    packets: [`42["message",${number}]`, `42["hook:burst",${burst}]`,
              `42${number}["message-with-ack",${number}]`],
    answers: [`42["message-back",${number}]`,
              ...Array.from({length: burst}, (_, i) => `42["burst",${i}]`),
              `43${number}[${number}]`],
  };
}

function planOf(random) {
  const plan = Array.from({length: rounds}, (_, i) => roundOf(random, i));
  return {plan, wanted: plan.flatMap(round => round.answers)};
}

/** Polls, posts, and upgrades when it is told to. */
class Upgrader {
  heard = [];
  #socket;
  #upgraded = false;
  #pausing = false;
  #posting = Promise.resolve();

  constructor(session, random, {impatient}) {
    this.session = session;
    this.random = random;
    this.impatient = impatient;
    this.polling = this.#poll();
    this.polling.catch(() => {});
  }

  async #poll() {
    while (!this.#pausing && !this.#upgraded) {
      const {status, text} = await this.session.get();
      // This GET may have been overtaken by the upgrade.
      if (status === 400 && this.#upgraded && this.impatient)
        return;
      assert.equal(status, 200, text);
      for (const packet of text.split('\x1e'))
        await this.#take(packet);
    }
  }

  async #take(packet) {
    if (packet === '2')
      await this.send('3');
    else if (packet !== '6' && packet !== '1')
      this.heard.push(packet);
  }

  /** By what carries at the moment; posts one after the other. */
  send(...packets) {
    this.#posting = this.#posting.then(async () => {
      if (this.#upgraded) {
        await this.#socket.send(...packets);
      } else {
        const {text} = await this.session.post(revisions[4].encode(packets));
        assert.equal(text, 'ok');
      }
    });
    return this.#posting;
  }

  async #posted() {
    for (let last; last !== this.#posting;)
      await (last = this.#posting);
  }

  async upgrade(endpoint) {
    this.#socket = await endpoint.websocket({sid: this.session.sid},
      {createConnection: tornConnection(this.random)});
    await this.random.pause();
    await this.#socket.send('2probe');
    assert.equal(await this.#socket.next(), '3probe');
    await this.random.pause();
    // As clients do: no further GET, and wait for the one that is out.
    if (!this.impatient) {
      this.#pausing = true;
      await this.polling;
      await this.random.pause();
    }
    await this.#posted();
    this.#upgraded = true;
    await this.#socket.send('5');
    // What polling still brings came before all that the WebSocket brings.
    await this.polling;
  }

  /** Hears until there is as much as that. */
  async hear(count) {
    while (this.heard.length < count)
      await this.#take(await this.#socket.next());
  }

  close() {
    return this.#socket.close();
  }
}

async function runRaw(endpoint, random) {
  const {plan, wanted} = planOf(random);
  const session = await endpoint.poll();
  await session.send('40');
  await session.take(2);
  const upgrader = new Upgrader(session, random,
    {impatient: random.next() < 0.3});
  const when = random.below(rounds);
  let upgrading;
  for (const [i, {packets}] of plan.entries()) {
    if (i === when)
      upgrading = upgrader.upgrade(endpoint);
    const sent = upgrader.send(...packets);
    if (random.next() < 0.5)
      await sent;
    await random.pause();
  }
  await upgrading;
  await upgrader.send('42["message","end"]');
  await within(upgrader.hear(wanted.length + 1), 'something was lost');
  assert.deepEqual(upgrader.heard, [...wanted, '42["message-back","end"]']);
  await upgrader.close();
}

async function runReal(url, random) {
  const {plan, wanted} = planOf(random);
  const heard = [];
  const socket = io(url, {forceNew: true, reconnection: false,
                          transports: ['polling', 'websocket']});
  socket.onAny((name, ...args) =>
    heard.push(`42${JSON.stringify([name, ...args])}`));
  const all = within(new Promise((done, fail) => {
    socket.once('disconnect', fail);
    socket.once('connect_error', fail);
    socket.on('message-back', last => last === 'end' && done());
  }), 'something was lost');
  await random.pause();
  for (const [i, {packets}] of plan.entries()) {
    for (const packet of packets.slice(0, 2))
      socket.emit(...JSON.parse(packet.slice(2)));
    socket.emit('message-with-ack', i,
      answer => heard.push(`43${i}${JSON.stringify([answer])}`));
    if (i % 3 === 0)
      await random.pause();
  }
  const upgraded = new Promise(done =>
    socket.io.engine.transport.name === 'websocket' ? done()
      : socket.io.engine.once('upgrade', done));
  await within(upgraded, 'no upgrade');
  socket.emit('message', 'end');
  await all;
  socket.off('disconnect');
  socket.disconnect();
  assert.deepEqual(heard,
    ['42["auth",{}]', ...wanted, '42["message-back","end"]']);
}

/** `run` for each number below `count`, some at once. */
async function forEach(count, run) {
  let next = 0;
  const work = async () => {
    for (let i; (i = next++) < count;)
      await within(run(new Random(seed + i)), 'not done').catch(error => {
        throw new Error(`session ${i} with SEED=${seed}: ${error.message}`,
          {cause: error});
      });
  };
  await Promise.all(Array.from({length: atOnce}, work));
}

describe(`upgrades under load, SEED=${seed}`, () => {
  it(`lose nothing and double nothing, ${sessions} torn clients`, async () => {
    const endpoint = new Endpoint(subject.url, {path: '/socket.io/'});
    await forEach(sessions, random => runRaw(endpoint, random));
  });

  it(`lose nothing and double nothing, ${sessions / 2} real clients`, () =>
    forEach(sessions / 2, random => runReal(subject.url, random)));
});
