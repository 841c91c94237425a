// Clients that come back: nothing is missed, and nothing overtakes.

import assert from 'node:assert/strict';
import {createHash} from 'node:crypto';
import {after, before, describe, it} from 'node:test';
import {createWorld, within} from './harness.mjs';
import {Random, seed} from './protocol/seeded.mjs';

let world;
before(async () => { world = await createWorld(); });
after(() => world?.stop());

/** What a client that keeps cursors knows of one conversation. */
class Copy {
  messages = new Map();
  seq = 0;
  rev = 0;
  wrong = [];

  get cursor() {
    return `${this.seq}.${this.rev}`;
  }

  #moveTo(rev) {
    if (rev <= this.rev)
      this.wrong.push(`rev ${rev} came after ${this.rev}`);
    this.rev = rev;
  }

  received(message) {
    this.#moveTo(message.rev);
    // A tombstone has the rev of the deletion: it comes behind younger ones.
    if (message.seq <= this.seq && !message.isDeleted)
      this.wrong.push(`seq ${message.seq} came after ${this.seq}`);
    this.seq = Math.max(this.seq, message.seq);
    this.messages.set(message.seq, message.isDeleted ? null : message.content);
  }

  deleted({seq, rev}) {
    this.#moveTo(rev);
    this.messages.set(seq, null);
  }

  hash() {
    const all = [...this.messages].sort(([a], [b]) => a - b);
    return createHash('sha256').update(JSON.stringify(all)).digest('hex');
  }
}

async function stored(conversationId) {
  const rows = await world.sql(`select seq, deleted_at is not null, content
    from messages join conversations c on c.no = conversation_no
    where c.id = '\\x${conversationId}' order by seq`);
  return createHash('sha256').update(JSON.stringify(rows.map(
    ([seq, deleted, content]) =>
      [Number(seq), deleted === 't' ? null : content]))).digest('hex');
}

describe('a client that comes back', () => {
  it('with cursors in its handshake lacks nothing and is joined', async () => {
    const {user, astrologer, conversation} = await world.pair();
    const {id} = conversation;
    const writer = await world.connect(user.token);
    const [first] = [await writer.send(id, 'one'), await writer.send(id, 'two')];
    const back = await world.connect(astrologer.token,
      {auth: {token: astrologer.token, cursors: {[id]: '1.1'}}});
    const lacked = await back.next('dm:message_received');
    assert.equal(lacked.content, 'two');
    assert.equal(lacked.replayed, true);
    assert.deepEqual(await back.next('synced'), {cursors: {[id]: '2.2'}});
    await writer.ask('dm:delete_message',
      {conversationId: id, messageId: first.data.id});
    const gone = await back.next('dm:message_deleted');
    assert.equal(gone.messageId, first.data.id);
    assert.equal(gone.replayed, undefined);
  });

  it('may ask with sync, of all its conversations', async () => {
    const {user, astrologer, conversation} = await world.pair();
    const other = await world.person('user');
    await world.consult(other, astrologer);
    const second = await world.conversation(other, astrologer);
    const a = await world.connect(user.token);
    const b = await world.connect(other.token);
    await a.send(conversation.id, 'from one');
    await b.send(second.id, 'from the other');
    const back = await world.connect(astrologer.token);
    const ack = await back.ask('sync', {cursors: {[conversation.id]: 0}});
    assert.equal(ack.success, true);
    const told = [await back.next('dm:message_received'),
                  await back.next('dm:message_received')];
    assert.deepEqual(told.map(x => x.content).sort(),
      ['from one', 'from the other']);
    const {cursors} = await back.next('synced');
    assert.deepEqual(cursors, {[conversation.id]: '1.1', [second.id]: '1.1'});
    // The one that was named is joined, the other is not.
    await a.send(conversation.id, 'more');
    await b.send(second.id, 'more');
    assert.equal((await back.next('dm:message_received')).content, 'more');
    const update = await back.next('dm:conversation_updated');
    assert.equal(update.conversationId, second.id);
    assert.equal(update.unreadCount, 2);
  });

  it('is told nothing of what is not its own', async () => {
    const {conversation, user} = await world.pair();
    const writer = await world.connect(user.token);
    await writer.send(conversation.id, 'secret');
    const stranger = await world.person('user');
    const s = await world.connect(stranger.token,
      {auth: {token: stranger.token, cursors: {[conversation.id]: '0.0'}}});
    assert.deepEqual(await s.next('synced'), {cursors: {}});
    assert.deepEqual(s.unheard, []);
  });

  it('is refused cursors that are none', async () => {
    const {user} = await world.pair();
    const bad = world.client(user.token,
      {auth: {token: user.token, cursors: ['x']}});
    const error = await bad.refused();
    assert.equal(error.data.error, 'validation_failed');
    assert.match(error.message, /cursors/);
  });

  it('a thousand times under 64 writers has what is stored', async t => {
    t.diagnostic(`SEED=${seed}`);
    const rounds = Number(process.env.RECONNECTS ?? 1000);
    const random = new Random(seed);
    const next = end => random.below(end);
    const reader = await world.person('admin');
    const people = await Promise.all(
      Array.from({length: 64}, () => world.person('user')));
    const {id} = await world.admin('POST', '/api/admin/conversations', {
      conversationType: 'group',
      participants: [reader, ...people].map(p => ({id: p.id, type: p.role})),
    });
    const writers = await Promise.all(
      people.map(p => world.connect(p.token, {reconnection: true})));
    for (const w of writers)
      w.socket.offAny();

    const copy = new Copy();
    const client = world.client(reader.token, {autoConnect: false});
    const {socket} = client;
    socket.offAny();
    socket.on('dm:message_received', m => copy.received(m));
    socket.on('dm:message_deleted', m => copy.deleted(m));
    let synced = () => {};
    socket.on('synced', ({cursors}) => {
      const [seq, rev] = cursors[id].split('.').map(Number);
      copy.seq = Math.max(copy.seq, seq);
      copy.rev = Math.max(copy.rev, rev);
      synced();
    });
    const sync = () => within(new Promise(done => {
      synced = done;
      socket.auth = {token: reader.token, cursors: {[id]: copy.cursor}};
      socket.connect();
    }), 'no synced came');

    const sent = [];
    let count = 0;
    for (let round = 0; round < rounds; ++round) {
      for (let k = next(8); k > 0; --k) {
        const writer = writers[next(64)];
        sent.push(writer.send(id, `message ${++count}`).then(async ack => {
          assert.equal(ack.success, true, JSON.stringify(ack));
          if (ack.data.seq % 7 === 0)
            await writer.ask('dm:delete_message',
              {conversationId: id, messageId: ack.data.id});
        }));
      }
      if (next(4) > 0)
        await sync();
      else
        sync().catch(() => {});
      // Some stay to hear what happens, some are gone at once.
      for (let k = next(3); k > 0; --k)
        await new Promise(setImmediate);
      socket.disconnect();
    }
    await Promise.all(sent);
    await sync();
    assert.deepEqual(copy.wrong, []);
    assert.equal(copy.messages.size, count);
    assert.equal(copy.hash(), await stored(id));
  });
});
