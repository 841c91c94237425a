// Clients that do exactly as they are told: HTTP requests, polling sessions and
// WebSockets of Engine.IO. Nothing is sent that a test did not ask for, but for
// heartbeats, and those only while `beats` is set.

import http from 'node:http';
import net from 'node:net';
import WebSocket from 'ws';
import {within} from '../harness.mjs';
import {revisions} from './payload.mjs';

/** What `next` gives when the server has closed the session. */
export const closed = Symbol('closed');

const agent = new http.Agent({keepAlive: true});

const sockets = new Set();

/** Ends what a failed case has left open. */
export function closeAll() {
  agent.destroy();
  for (const socket of sockets)
    socket.terminate();
}

/** {status, headers, bytes, text}; fails when the connection is cut. */
export function request(
  url, {method = 'GET', headers = {}, body, signal} = {}) {
  const answer = new Promise((done, fail) => {
    const r = http.request(url, {method, headers, agent, signal}, response => {
      const chunks = [];
      response.on('data', chunk => chunks.push(chunk));
      response.on('error', fail);
      response.on('end', () => {
        const bytes = Buffer.concat(chunks);
        done({status: response.statusCode, headers: response.headers, bytes,
              text: bytes.toString()});
      });
    });
    // A kept connection may be closed while the request is on its way.
    r.on('error', error => r.reusedSocket && error.code === 'ECONNRESET'
      ? request(url, {method, headers, body, signal}).then(done, fail)
      : fail(error));
    r.end(body);
  });
  return within(answer, `no answer to ${method} ${url}`);
}

/** Sends bytes as they are and gives all that comes until the end. */
export function exchange(url, text) {
  const {hostname, port} = new URL(url);
  return within(new Promise((done, fail) => {
    const chunks = [];
    const socket = net.connect(Number(port), hostname, () =>
      socket.write(Buffer.from(text, 'latin1')));
    socket.on('data', chunk => chunks.push(chunk));
    socket.on('error', error => chunks.length > 0
      ? done(Buffer.concat(chunks).toString('latin1')) : fail(error));
    socket.on('end', () => {
      socket.destroy();
      done(Buffer.concat(chunks).toString('latin1'));
    });
  }), 'the connection was not closed');
}

/** One Engine.IO path of a server, spoken to in one revision. */
export class Endpoint {
  constructor(url, {path = '/engine.io/', revision = 4, query = {}} = {}) {
    this.base = url.replace(/\/$/, '') + path;
    this.revision = revision;
    this.query = query;
  }

  /** `undefined` takes a field out. */
  url(query = {}) {
    const all = {EIO: this.revision, ...this.query, ...query};
    const fields = Object.entries(all).filter(([, v]) => v !== undefined);
    return `${this.base}?${new URLSearchParams(fields)}`;
  }

  request(query, options) {
    return request(this.url(query), options);
  }

  /** A new session by polling. */
  async poll(query = {}) {
    const session = new Polling(this, query);
    await session.open();
    return session;
  }

  /** A WebSocket, open when this settles; `first` is its first packet. */
  async websocket(query = {}, options) {
    const socket = new Socket(this, {transport: 'websocket', ...query},
      options);
    await socket.opened;
    return socket;
  }

  /** A new session over WebSocket, its OPEN packet read. */
  async connect(query, options) {
    const socket = await this.websocket(query, options);
    socket.handshake = JSON.parse((await socket.next()).slice(1));
    return socket;
  }

  /** A session by 'polling' or 'websocket'. */
  session(transport, query) {
    return transport === 'polling' ? this.poll(query) : this.connect(query);
  }
}

// -- what both kinds of session have in common --------------------------------

class Session {
  #timer;

  /** Sends heartbeats of revision 3 until the session is closed. */
  beatEvery(ms) {
    this.#timer = setInterval(() => this.send('2').catch(() => {}), ms);
    this.#timer.unref();
  }

  stopBeating() {
    clearInterval(this.#timer);
  }

  /** All packets until the server closes. */
  async untilClosed() {
    const packets = [];
    for (let packet; (packet = await this.next()) !== closed;)
      packets.push(packet);
    return packets;
  }

  /** The next `count` packets. */
  async take(count) {
    const packets = [];
    while (packets.length < count)
      packets.push(await this.next());
    return packets;
  }
}

function isHeartbeat(revision, packet) {
  return packet === (revision === 4 ? '2' : '3');
}

// -- polling ------------------------------------------------------------------

export class Polling extends Session {
  beats = true;
  #packets = [];
  #query;

  constructor(endpoint, query) {
    super();
    this.endpoint = endpoint;
    this.codec = revisions[endpoint.revision];
    this.#query = {transport: 'polling', ...query};
  }

  async open() {
    const answer = await this.endpoint.request(this.#query);
    if (answer.status !== 200)
      throw new Error(`handshake: ${answer.status} ${answer.text}`);
    const [open, ...more] = this.#decode(answer);
    this.#packets.push(...more);
    this.handshake = JSON.parse(open.slice(1));
    this.#query.sid = this.handshake.sid;
  }

  get sid() {
    return this.#query.sid;
  }

  get query() {
    return this.#query;
  }

  #decode(answer) {
    return this.codec.decode(answer.bytes, answer.headers['content-type']);
  }

  /** The bare answer of a GET. */
  get(options) {
    return this.endpoint.request(this.#query, options);
  }

  /** The bare answer of a POST. */
  post(body, headers = {'content-type': 'text/plain;charset=UTF-8'}) {
    return this.endpoint.request(this.#query, {method: 'POST', headers, body});
  }

  async send(...packets) {
    const answer = await this.post(this.codec.encode(packets));
    if (answer.status !== 200 || answer.text !== 'ok')
      throw new Error(`POST: ${answer.status} ${answer.text}`);
  }

  /** Sends what the server may well cut the connection for. */
  async provoke(...packets) {
    await this.post(this.codec.encode(packets)).catch(() => {});
  }

  async next() {
    for (;;) {
      const packet = this.#packets.shift();
      if (packet === undefined) {
        const answer = await this.get().catch(() => ({status: 400}));
        if (answer.status !== 200)
          return closed;
        this.#packets.push(...this.#decode(answer));
      } else if (packet === '1') {
        return closed;
      } else if (!this.beats || !isHeartbeat(this.endpoint.revision, packet)) {
        if (packet !== '6')
          return packet;
      } else if (packet === '2') {
        await this.post('3').catch(() => {});
      }
    }
  }

  /** Ends the session as a client does. */
  async close() {
    this.stopBeating();
    await this.provoke('1');
  }
}

// -- WebSocket ----------------------------------------------------------------

export class Socket extends Session {
  beats = true;
  #heard = [];
  #waiting = [];

  constructor(endpoint, query, options = {}) {
    super();
    this.revision = endpoint.revision;
    this.codec = revisions[endpoint.revision];
    const url = endpoint.url(query).replace(/^http/, 'ws');
    this.ws = new WebSocket(url, {perMessageDeflate: false, ...options});
    sockets.add(this.ws);
    this.ws.on('message', (data, isBinary) =>
      this.#take(isBinary ? data : data.toString()));
    this.opened = within(this.#opening(), `no WebSocket at ${url}`);
    this.closing = new Promise(done => this.ws.once('close', (code, reason) => {
      sockets.delete(this.ws);
      this.stopBeating();
      this.#put(closed);
      done({code, reason: reason.toString()});
    }));
  }

  #opening() {
    return new Promise((done, fail) => {
      this.ws.once('open', () => done(this));
      this.ws.on('error', fail);
      this.ws.once('unexpected-response', (_, response) => {
        const error = new Error(`refused: ${response.statusCode}`);
        error.status = response.statusCode;
        response.resume();
        fail(error);
      });
    });
  }

  #take(data) {
    if (this.beats && isHeartbeat(this.revision, data)) {
      if (data === '2')
        this.ws.send('3');
      return;
    }
    this.#put(this.codec.fromFrame(data));
  }

  #put(packet) {
    const waiting = this.#waiting.shift();
    if (waiting)
      waiting(packet);
    else
      this.#heard.push(packet);
  }

  next() {
    if (this.#heard.length > 0)
      return Promise.resolve(this.#heard.shift());
    if (this.ws.readyState === WebSocket.CLOSED)
      return Promise.resolve(closed);
    return within(new Promise(done => this.#waiting.push(done)),
      'no packet came');
  }

  async send(...packets) {
    for (const packet of packets)
      this.ws.send(this.codec.toFrame(packet));
  }

  provoke(...packets) {
    return this.send(...packets);
  }

  async close() {
    this.stopBeating();
    this.ws.close();
    await within(this.closing, 'the WebSocket did not close');
  }
}
