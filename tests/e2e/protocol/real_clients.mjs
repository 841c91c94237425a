// The three generations of socket.io-client, each by polling, over WebSocket,
// and from the one to the other, under one set of words.

import {io as io4} from 'socket.io-client';
import io2 from 'socket.io-client-2';
import {io as io3} from 'socket.io-client-3';
import {within} from '../harness.mjs';

export const versions = {'4.x': io4, '3.x': io3, '2.x': io2};
export const ways = {
  'by polling': {transports: ['polling']},
  'over WebSocket': {transports: ['websocket']},
  'from polling to WebSocket': {transports: ['polling', 'websocket']},
};

/** All kinds of clients: {name, version, way}. */
export const kinds = Object.keys(versions).flatMap(version =>
  Object.keys(ways).map(way => ({name: `${version} ${way}`, version, way})));

const open = new Set();

export function disconnectAll() {
  for (const client of open)
    client.socket.disconnect();
  open.clear();
}

export class RealClient {
  #heard = [];
  #waiting = [];

  constructor({version, way}, url, options = {}) {
    this.version = version;
    this.upgrades = way === 'from polling to WebSocket';
    this.socket = versions[version](url, {
      forceNew: true, reconnection: false, ...ways[way], ...options,
    });
    this.#listenToAll();
    open.add(this);
  }

  /** Clients 2.x have no onAny. */
  #listenToAll() {
    const {socket} = this;
    if (socket.onAny) {
      socket.onAny((name, ...args) => this.#take(name, args));
    } else {
      const {onevent} = socket;
      socket.onevent = packet => {
        onevent.call(socket, packet);
        this.#take(packet.data[0], packet.data.slice(1));
      };
    }
  }

  #take(name, args) {
    const place = this.#waiting.findIndex(w => w.name === name);
    if (place < 0)
      this.#heard.push({name, args});
    else
      this.#waiting.splice(place, 1)[0].done(args);
  }

  /** The arguments of the next event of that name. */
  next(name) {
    const place = this.#heard.findIndex(h => h.name === name);
    if (place >= 0)
      return Promise.resolve(this.#heard.splice(place, 1)[0].args);
    return within(new Promise(done => this.#waiting.push({name, done})),
      `no ${name} came`);
  }

  once(...names) {
    return within(new Promise(done => {
      for (const name of names)
        this.socket.once(name, done);
    }), `no ${names} came`);
  }

  /** Connected and, if that is its way, upgraded. */
  async connected() {
    if (!this.socket.connected)
      await Promise.race([this.once('connect'), this.#failed()]);
    if (this.upgrades)
      await this.upgraded();
    return this;
  }

  #failed() {
    return new Promise((_, fail) => {
      for (const name of ['connect_error', 'error'])
        this.socket.once(name, error => {
          if (!this.socket.connected)
            fail(error instanceof Error ? error
              : new Error(JSON.stringify(error)));
        });
    });
  }

  async upgraded() {
    const {engine} = this.socket.io;
    if (engine.transport.name !== 'websocket')
      await within(new Promise(done => engine.once('upgrade', done)),
        'no upgrade');
  }

  get transport() {
    return this.socket.io.engine.transport.name;
  }

  /** What the server refuses CONNECT with: {message, data} or its like. */
  refused() {
    return this.version === '2.x' ? this.once('error')
      : this.once('connect_error');
  }

  emit(...args) {
    this.socket.emit(...args);
  }

  /** Sends an event and gives the arguments of its ack. */
  ask(...args) {
    return within(new Promise(done =>
      this.socket.emit(...args, (...answer) => done(answer))),
    `no ack of ${args[0]}`);
  }
}
