// Some tens of pairs do what comes to their minds, and lose their connections:
// then every call has ended, nobody is busy, and no device heard of an end
// twice, or anything after it. SEED=… and STRESS_SECONDS=… are read.

import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import {until} from './harness.mjs';
import {Random, seed} from './protocol/seeded.mjs';
import {comes, createCallWorld, drop, tongues} from './calls.mjs';

const pairs = 30;
const duration = Number(process.env.STRESS_SECONDS ?? 5) * 1000;

let world;
before(async () => {
  world = await createCallWorld({
    RING_TIMEOUT_SECONDS: '0.7', WEBRTC_RING_TIMEOUT_SECONDS: '0.5',
    RECONNECT_GRACE_SECONDS: '0.3'});
});
after(() => world?.stop());

const ends = new Set(['call:ended', 'call:end', 'call:rejected', 'call:reject',
                      'call:cancelled', 'call:missed', 'call:hangup']);
const isEnd = (name, told) =>
  ends.has(name) || name === 'call:answer' && told.accept === false;

/** One connection: what it heard of each call, and what was wrong with that. */
class Phone {
  /** callId → {ended: names of the events that told the end} */
  calls = new Map();
  wrong = [];
  left = false;

  static async of(person, tongue) {
    const phone = new Phone();
    phone.client = await comes(world, person, tongue);
    phone.client.socket.onAny((name, told) => phone.#hear(name, told));
    phone.client.disconnected.then(() => { phone.left = true; });
    return phone;
  }

  #hear(name, told) {
    if (!told?.callId)
      return;
    const {ended} = this.know(told.callId);
    const end = isEnd(name, told);
    if (end ? ended.includes(name) : ended.length > 0)
      this.wrong.push(`${name} of ${told.callId} after ${ended}`);
    if (end)
      ended.push(name);
  }

  know(callId) {
    if (!this.calls.has(callId))
      this.calls.set(callId, {ended: []});
    return this.calls.get(callId);
  }

  /** The ack; nothing if the connection went away first. */
  async say(what) {
    const ack = await Promise.race([
      what(this.client).catch(error => ({error})), this.client.disconnected]);
    if (this.left || ack?.success === undefined) {
      if (!this.left)
        this.wrong.push(`no ack: ${ack?.error ?? ack}`);
      return undefined;
    }
    return ack;
  }

  get unended() {
    return [...this.calls].filter(([, {ended}]) => ended.length === 0)
      .map(([callId]) => callId);
  }
}

/** Two people with up to three phones each. */
class Pair {
  phones = {user: [], astrologer: []};
  gone = [];
  /** The latest call, whoever began it. */
  callId = 'none yet';

  constructor(tongue, random) {
    this.tongue = tongue;
    this.random = random;
  }

  async meet() {
    this.people = await world.pair();
    for (const side of ['user', 'astrologer'])
      await this.#join(side);
  }

  async #join(side) {
    this.phones[side].push(await Phone.of(this.people[side], this.tongue));
  }

  async #lose(side, place) {
    const [phone] = this.phones[side].splice(place, 1);
    this.gone.push(phone);
    if (this.random.below(2))
      phone.client.socket.disconnect();
    else
      await drop(phone.client);
  }

  async #dial(side, phone) {
    const other = this.people[side === 'user' ? 'astrologer' : 'user'];
    const ack = await phone.say(x => this.tongue.dial(x, other));
    if (!ack?.success)
      return;
    this.callId = ack.data.callId;
    phone.know(this.callId);
  }

  /** Whatever comes to mind on `side`. */
  async act(side) {
    const {random, tongue, callId} = this;
    const mine = this.phones[side];
    if (mine.length === 0) {
      await this.#idle(800);
      return this.#join(side);
    }
    const place = random.below(mine.length);
    const phone = mine[place];
    switch (random.below(12)) {
    case 0: case 1: case 2:
      return this.#dial(side, phone);
    case 3: case 4: case 5:
      return phone.say(x => tongue.answer(x, callId));
    case 6:
      return phone.say(x => tongue.reject(x, callId));
    case 7:
      return phone.say(x => tongue.hangUp(x, callId));
    case 8:
      return phone.say(x => tongue.cancel(x, callId));
    case 9:
      return this.#lose(side, place);
    case 10:
      return mine.length < 3 ? this.#join(side) : undefined;
    default:
      return phone.say(x => tongue.dialect === 'unified'
        ? x.ask('call:candidate', {callId, candidate: {}})
        : x.ask('call:connected', {callId}));
    }
  }

  /** Long enough, now and then, for calls to ring out. */
  async live(side, deadline) {
    while (Date.now() < deadline) {
      await this.act(side);
      await this.#idle(this.random.below(8) ? 40 : 1500);
    }
  }

  #idle(most) {
    return new Promise(done => setTimeout(done, this.random.below(most)));
  }

  /** All who are left hang up, of the latest call whether they know it or not:
      they may have spoken of it. */
  async part() {
    for (const phone of this.#here)
      for (const callId of new Set([...phone.unended, this.callId]))
        await phone.say(x => this.tongue.hangUp(x, callId));
  }

  get #here() {
    return [...this.phones.user, ...this.phones.astrologer];
  }

  /** What is wrong now that all is over. */
  get wrong() {
    return [...this.#here, ...this.gone].flatMap(x => x.wrong).concat(
      this.#here.flatMap(x => x.unended.map(id => `no end of ${id}`)));
  }
}

const count = async text => Number((await world.sql(text))[0][0]);

describe('thirty pairs who call each other all the time', () => {
  for (const tongue of tongues)
    it(`in ${tongue.dialect} hear each end once`, async t => {
      t.diagnostic(`SEED=${seed}`);
      const all = Array.from({length: pairs},
        (_, i) => new Pair(tongue, new Random(seed + i)));
      await Promise.all(all.map(x => x.meet()));
      const deadline = Date.now() + duration;
      await Promise.all(all.flatMap(
        x => [x.live('user', deadline), x.live('astrologer', deadline)]));
      await Promise.all(all.map(x => x.part()));
      await until('somebody stays busy',
        async () => await count('select count(*) from live_parties') === 0);
      assert.equal(
        await count('select count(*) from calls where state < 4'), 0);
      await until('some heard no end', () => all.every(x =>
        x.wrong.every(what => !what.startsWith('no end'))))
        .catch(() => {});
      assert.deepEqual(all.flatMap(x => x.wrong), []);
      // It was no idle time.
      const calls = await count('select count(*) from calls');
      t.diagnostic(`${calls} calls`);
      assert.ok(calls > pairs, `${calls} calls`);
      for (const reason of [1, 2, 3, 5, 6])
        assert.ok(await count(`select count(*) from calls
          where end_reason = ${reason}`) > 0, `no end of reason ${reason}`);
    });
});
