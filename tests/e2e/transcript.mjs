// Conversations written down frame by frame (tests/transcripts), replayed
// against the server: what clients say is sent as it stands there, and what the
// server says has to be what stands there. A `$name` is whatever stood in its
// place first.

import {readFile} from 'node:fs/promises';
import WebSocket from 'ws';
import {within} from './harness.mjs';

const escape = text => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** {who, does, text, number} of each line that says something. */
export async function readTranscript(file) {
  const lines = (await readFile(file, 'utf8')).split('\n');
  return lines.flatMap((line, i) => {
    if (line.trim() === '' || line.startsWith('#'))
      return [];
    const said = /^(\w+) (>|<|is|comes|leaves) ?(.*)$/.exec(line);
    if (!said)
      throw new Error(`${file}:${i + 1}: not a line of a transcript`);
    return [{who: said[1], does: said[2], text: said[3], number: i + 1}];
  });
}

/** The names of the events that go in (`>`) or out (`<`). */
export const eventsOf = (lines, direction) => lines
  .filter(line => line.does === direction)
  .map(line => /^42\d*\["([^"]+)"/.exec(line.text)?.[1])
  .filter(name => name !== undefined);

/** One person's socket: every frame is to be asked for. */
class Mouth {
  #frames = [];
  #waiting = [];

  constructor(url) {
    this.socket = new WebSocket(url);
    this.socket.on('message', data => this.#take(data.toString()));
    this.opened = new Promise((done, fail) => {
      this.socket.once('open', done);
      this.socket.once('error', fail);
    });
  }

  #take(frame) {
    if (frame === '2')
      return this.socket.send('3');
    if (frame === '3')
      return;
    const next = this.#waiting.shift();
    next ? next(frame) : this.#frames.push(frame);
  }

  get unheard() {
    return this.#frames;
  }

  next(what) {
    return this.#frames.length > 0 ? Promise.resolve(this.#frames.shift())
      : within(new Promise(done => this.#waiting.push(done)), `no ${what}`);
  }

  close() {
    this.socket.close();
  }
}

/** Replays one file with Engine.IO of that revision. */
export class Replay {
  #people = new Map();
  #mouths = new Map();
  #known = new Map();

  constructor(world, revision) {
    this.world = world;
    this.revision = revision;
  }

  async run(lines) {
    for (const line of lines)
      try {
        await this.#do(line);
      } catch (error) {
        throw new Error(`line ${line.number}: ${error.message}`,
          {cause: error});
      }
    for (const [who, mouth] of this.#mouths)
      if (mouth.unheard.length > 0)
        throw new Error(`${who} was also told ${mouth.unheard.join('\n')}`);
  }

  stop() {
    for (const mouth of this.#mouths.values())
      mouth.close();
  }

  /** Names `value` for the lines that follow. */
  know(name, value) {
    this.#known.set(name, value);
  }

  #do({who, does, text}) {
    switch (does) {
    case 'is':
      return this.#introduce(who, text);
    case 'comes':
      return this.#connect(who, text);
    case 'leaves':
      return this.#leave(who);
    case '>':
      return this.#mouths.get(who).socket.send(this.#filled(text));
    default:
      return this.#hear(who, text);
    }
  }

  /** `maya is a user`; who has consulted whom is said with `of`. */
  async #introduce(who, text) {
    const same = /^another device of (\w+)$/.exec(text);
    if (same) {
      this.#people.set(who, this.#people.get(same[1]));
      return;
    }
    const [, role, other] = /^an? (\w+)(?: of (\w+))?$/.exec(text);
    const person = await this.world.person(role);
    this.#people.set(who, person);
    this.know(who, person.id);
    if (other) {
      await this.world.consult(this.#people.get(other), person);
      const {id} =
        await this.world.conversation(this.#people.get(other), person);
      this.know('conversation', id);
    }
  }

  /** `maya comes`, with further fields of `auth` in JSON. */
  async #connect(who, text) {
    const {token} = this.#people.get(who);
    const auth = {token, ...JSON.parse(this.#filled(text || '{}'))};
    const address = this.world.url.replace('http', 'ws');
    const old = this.revision === 3;
    const query = new URLSearchParams({
      EIO: this.revision, transport: 'websocket', ...(old ? auth : {})});
    const mouth = new Mouth(`${address}/socket.io/?${query}`);
    this.#mouths.set(who, mouth);
    await mouth.opened;
    await mouth.next('open packet');
    if (!old)
      mouth.socket.send(`40${JSON.stringify(auth)}`);
    const answer = await mouth.next('answer to CONNECT');
    if (!answer.startsWith('40'))
      throw new Error(`not connected: ${answer}`);
  }

  async #leave(who) {
    const {socket} = this.#mouths.get(who);
    const gone = new Promise(done => socket.once('close', done));
    socket.close();
    await within(gone, `${who} did not leave`);
    this.#mouths.delete(who);
  }

  #filled(text) {
    return text.replace(/\$(\w+)/g, (_, name) => {
      if (!this.#known.has(name))
        throw new Error(`$${name} is not known yet`);
      return this.#known.get(name);
    });
  }

  async #hear(who, text) {
    const heard = await this.#mouths.get(who).next(text);
    const fresh = [];
    const pattern = text.split(/(\$\w+)/).map(part => {
      if (!part.startsWith('$'))
        return escape(part);
      const name = part.slice(1);
      if (this.#known.has(name))
        return escape(this.#known.get(name));
      if (fresh.includes(name))
        return `\\k<${name}>`;
      fresh.push(name);
      return `(?<${name}>[\\w.:@+/=-]+)`;
    }).join('');
    const found = new RegExp(`^${pattern}$`).exec(heard);
    if (!found)
      throw new Error(`${who} was told\n${heard}\ninstead of\n${text}`);
    for (const name of fresh)
      this.know(name, found.groups[name]);
  }
}
