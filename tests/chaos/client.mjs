// One real client: keeps its cursors, comes back by itself, and writes down all
// that it is told.

import {versions} from '../e2e/protocol/real_clients.mjs';
import {Outbox} from './outbox.mjs';
import {Phone} from './phone.mjs';

const ways = {
  websocket: ['websocket'],
  polling: ['polling'],
  upgrade: ['polling', 'websocket'],
};

export class Client {
  /** rev and seq of each conversation, as last heard. */
  cursors = new Map();
  isSynced = false;
  #leaving = false;
  #socket;
  #tell;
  #random;

  constructor(url, who, tell, random) {
    Object.assign(this, who);
    this.#tell = tell;
    this.#random = random;
    for (const id of who.conversations)
      this.cursors.set(id, {seq: 0, rev: 0});
    const say = (...x) => this.#say(...x);
    this.outbox = new Outbox(who.name, say, tell, random);
    this.phone = new Phone(who.name, who.dials, say, tell, random);
    this.#socket = this.#connect(url);
    this.#listen();
  }

  #connect(url) {
    return versions[this.version](url, {
      transports: ways[this.way], forceNew: true,
      // Quicker than in the field, so that a round is short; as spread out.
      reconnectionDelay: 50, reconnectionDelayMax: 400,
      ...(this.version === '2.x' ? {query: {token: this.token}} : {
        auth: take => take({token: this.token, cursors: this.#cursorTexts()}),
      }),
    });
  }

  #cursorTexts() {
    return Object.fromEntries(
      [...this.cursors].map(([id, {seq, rev}]) => [id, `${seq}.${rev}`]));
  }

  #say(event, payload, answer) {
    if (!this.#socket.connected)
      return false;
    this.#socket.emit(event, payload, answer);
    return true;
  }

  #listen() {
    const socket = this.#socket;
    socket.on('connect', () => this.#connected());
    socket.on('disconnect', (reason, details) => {
      this.isSynced = false;
      const code = details?.context?.code ?? null;
      this.#tell({t: 'disconnected', client: this.name, reason, code,
                  by: this.#leaving ? 'us' : 'them'});
    });
    // The library leaves it to us to come back after a refusal (2.x: `error`).
    socket.on(this.version === '2.x' ? 'error' : 'connect_error',
      error => this.#refused(error));
    socket.on('dm:message_received', m => this.#heard({
      conversation: m.conversationId, seq: m.seq, rev: m.rev, id: m.id,
      deleted: Boolean(m.isDeleted), content: m.isDeleted ? null : m.content,
      replayed: Boolean(m.replayed)}));
    socket.on('dm:message_deleted', m => this.#heard({
      conversation: m.conversationId, seq: m.seq, rev: m.rev,
      id: m.messageId, deleted: true, content: null,
      replayed: Boolean(m.replayed)}));
    socket.on('synced', ({cursors}) => this.#synced(cursors));
    if (this.writes)
      this.phone.listen(socket);
  }

  #connected() {
    this.#tell({t: 'connected', client: this.name});
    if (this.version === '2.x')
      this.#socket.emit('sync', {cursors: this.#cursorTexts()}, answer => {
        // Without the answer to its cursors it lacks something: begin anew.
        if (!answer.success)
          this.#socket.io.engine.close();
      });
    this.outbox.sendAgain();
  }

  #refused(error) {
    if (this.#leaving || this.#socket.connected)
      return;
    const code = error?.data?.error ?? (typeof error === 'string' ? error : '');
    if (code !== '')
      this.#tell({t: 'turned away', client: this.name, error: code});
    if (!this.#socket.active)
      setTimeout(() => this.#leaving || this.#socket.connect(),
        50 + this.#random.below(350));
  }

  #heard(event) {
    this.#tell({t: 'heard', client: this.name, ...event});
    this.#advance(event.conversation, event.seq, event.rev);
    this.onHeard?.(event);
  }

  #synced(cursors) {
    this.#tell({t: 'synced', client: this.name, cursors});
    for (const [id, text] of Object.entries(cursors))
      this.#advance(id, ...text.split('.').map(Number));
    this.isSynced = true;
    this.onProgress?.();
  }

  #advance(id, seq, rev) {
    const cursor = this.cursors.get(id) ?? {seq: 0, rev: 0};
    cursor.seq = Math.max(cursor.seq, seq);
    cursor.rev = Math.max(cursor.rev, rev);
    this.cursors.set(id, cursor);
  }

  /** What it lacks of `heads` ({conversation: rev}). */
  lacks(heads) {
    return Object.entries(heads).filter(([id, rev]) =>
      this.cursors.has(id) && this.cursors.get(id).rev < rev);
  }

  leave() {
    this.#leaving = true;
    this.#socket.disconnect();
  }
}
