// Socket.IO as text, on top of a session of Engine.IO: what is written here is
// what stands behind the `4`.

import assert from 'node:assert/strict';
import {pingInterval} from './subject.mjs';
import {closed, Endpoint} from './wire.mjs';

export {closed};

let counter = 0;

/** A session of Socket.IO, nothing said yet beyond what the server says. */
export class Talk {
  constructor(session) {
    this.session = session;
  }

  /** Text is put behind a `4`; bytes go as they are. */
  send(...packets) {
    return this.session.send(...packets.map(enclose));
  }

  provoke(...packets) {
    return this.session.provoke(...packets.map(enclose));
  }

  async next() {
    const packet = await this.session.next();
    if (typeof packet !== 'string')
      return packet;
    assert.equal(packet[0], '4', packet);
    return packet.slice(1);
  }

  /** Expects literally these packets, in this order. */
  async expect(...packets) {
    for (const packet of packets)
      assert.deepEqual(await this.next(), packet);
  }

  /** Sends and expects literally what follows. */
  async ask(packet, ...answers) {
    await this.send(...[packet].flat());
    await this.expect(...answers);
  }

  async expectClosed() {
    assert.equal(await this.next(), closed);
  }

  /** That nothing else came, and that the session lives. */
  async assertAlive(namespace = '') {
    const token = `alive ${++counter}`;
    await this.ask(`2${namespace}["message","${token}"]`,
      `2${namespace}["message-back","${token}"]`);
  }

  close() {
    return this.session.close();
  }
}

function enclose(packet) {
  return typeof packet === 'string' ? `4${packet}` : packet;
}

/** Speaks Socket.IO 5 or, by revision 3, Socket.IO 4. */
export class Speaker {
  constructor(url, revision = 4) {
    this.revision = revision;
    this.endpoint = new Endpoint(url, {path: '/socket.io/', revision});
  }

  /** Connected on the transport; in revision 3 to `/`, too. */
  async open(transport = 'websocket', query = {}) {
    const session = await this.endpoint.session(transport, query);
    if (this.revision === 3)
      session.beatEvery(pingInterval);
    return new Talk(session);
  }

  /** Connected to `/` and asked for what it was told. */
  async join(transport, namespace = '') {
    const talk = await this.open(transport);
    if (this.revision === 3) {
      await talk.expect('0', '2["auth",{}]');
    } else {
      await talk.send(`0${namespace}`);
      talk.sid = sidOf(await talk.next(), namespace);
      await talk.expect(`2${namespace}["auth",{}]`);
    }
    return talk;
  }
}

/** The id in the answer to CONNECT, which has to be all that it holds. */
export function sidOf(packet, namespace = '') {
  const prefix = `0${namespace}`;
  assert.equal(packet.slice(0, prefix.length), prefix, packet);
  const {sid, ...more} = JSON.parse(packet.slice(prefix.length));
  assert.deepEqual(more, {});
  assert.match(sid, /^[A-Za-z0-9_-]{15,}$/);
  return sid;
}
