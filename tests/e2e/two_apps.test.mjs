// Seed 000's admin panel and seed 001's app on two devices, one of them with
// socket.io 2.x by polling: they chat, type, read, leave and come back.

import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import io2 from 'socket.io-client-2';
import {createWorld, within} from './harness.mjs';

/** A client of socket.io 2.x, as far as these tests need it. */
class OldClient {
  #heard = [];
  #waiting = [];

  constructor(url, token) {
    this.socket = io2(url, {transports: ['polling'], upgrade: false,
                            query: {token}, reconnection: false, forceNew: true});
    for (const name of ['dm:joined', 'dm:message_received', 'dm:typing_start',
                        'dm:typing_stop', 'dm:messages_read', 'dm:history',
                        'dm:conversation_updated', 'dm:message_deleted',
                        'synced', 'error', 'dm:error'])
      this.socket.on(name, data => this.#take(name, data));
  }

  #take(name, data) {
    const place = this.#waiting.findIndex(w => w.name === name);
    if (place < 0)
      this.#heard.push({name, data});
    else
      this.#waiting.splice(place, 1)[0].done(data);
  }

  connected() {
    return within(new Promise((done, fail) => {
      this.socket.once('connect', done);
      this.socket.once('connect_error', fail);
    }), 'the old client did not connect');
  }

  next(name) {
    const place = this.#heard.findIndex(h => h.name === name);
    if (place >= 0)
      return Promise.resolve(this.#heard.splice(place, 1)[0].data);
    return within(new Promise(done => this.#waiting.push({name, done})),
      `no ${name} came to the old client`);
  }

  ask(name, payload) {
    return within(new Promise(done => this.socket.emit(name, payload, done)),
      `no ack of ${name} came to the old client`);
  }
}

let world;
let admin;
let arjun;
let id;
let panel;
let phone;
let tablet;

before(async () => {
  world = await createWorld();
  admin = await world.person('admin', {id: 'ada', name: 'Ada'});
  arjun = await world.person('astrologer', {id: 'arjun', name: 'Arjun'});
});
after(() => {
  tablet?.socket.disconnect();
  return world?.stop();
});

describe('an admin and an astrologer with two devices', () => {
  it('find their conversation from either side', async () => {
    const mine = await world.rest('GET', '/api/admin/conversations/arjun',
      {token: admin.token});
    assert.equal(mine.status, 200);
    id = mine.body.data.id;
    const his = await world.rest('GET', '/api/conversations/admin',
      {token: arjun.token});
    assert.equal(his.body.data.id, id);
  });

  it('chat: all three devices hear it, in order', async () => {
    panel = await world.connect(admin.token);
    phone = await world.connect(arjun.token);
    tablet = new OldClient(world.url, arjun.token);
    await tablet.connected();
    await panel.join(id);
    await phone.join(id);
    const joined = await tablet.ask('dm:join_conversation', {
      conversationId: id, userId: 'somebody else', userType: 'admin'});
    assert.equal(joined.success, true);
    await tablet.next('dm:joined');

    await panel.send(id, 'Good morning', {recipientId: 'arjun'});
    for (const device of [phone, tablet]) {
      const heard = await device.next('dm:message_received');
      assert.equal(heard.senderId, 'ada');
      assert.equal(heard.senderType, 'admin');
      assert.equal(heard.content, 'Good morning');
    }
    const answered = await tablet.ask('dm:send_message',
      {conversationId: id, content: 'Namaste', messageType: 'text'});
    assert.equal(answered.success, true);
    assert.equal(answered.data.senderId, 'arjun');
    assert.equal((await phone.next('dm:message_received')).seq, 2);
    assert.deepEqual(
      [(await panel.next('dm:message_received')).seq,
       (await panel.next('dm:message_received')).seq], [1, 2]);
    await tablet.next('dm:message_received');
  });

  it('type: the others see it, and the server ends it', async () => {
    tablet.socket.emit('dm:typing_start', {conversationId: id, userId: 'ada'});
    const typing = await panel.next('dm:typing_start');
    assert.equal(typing.userId, 'arjun');
    await panel.next('dm:typing_stop');
    assert.ok(!phone.unheard.includes('dm:typing_start'));
  });

  it('read: everybody learns of it, and it is counted', async () => {
    const {body} = await world.rest('GET',
      `/api/conversations/${id}/messages`, {token: arjun.token});
    const fromAdmin = body.data.messages.filter(m => m.senderId === 'ada');
    assert.equal(fromAdmin[0].status, 'delivered');
    const ack = await phone.ask('dm:mark_read',
      {conversationId: id, messageIds: fromAdmin.map(m => m.id)});
    assert.equal(ack.success, true);
    for (const device of [panel, phone, tablet]) {
      const read = await device.next('dm:messages_read');
      assert.equal(read.readBy, 'arjun');
    }
    const after = await world.rest('GET',
      `/api/conversations/${id}`, {token: admin.token});
    assert.equal(after.body.data.unreadCount.arjun, 0);
    assert.equal(after.body.data.unreadCount.ada, 1);
  });

  it('leave the room: a device that left learns that there is news', async () => {
    await tablet.ask('dm:leave_conversation', {conversationId: id});
    await panel.send(id, 'Are you still there?');
    const update = await tablet.next('dm:conversation_updated');
    assert.equal(update.conversationId, id);
    assert.equal(update.lastMessage.content, 'Are you still there?');
    assert.equal(update.unreadCount, 1);
    await phone.next('dm:message_received');
  });

  it('come back and catch up', async () => {
    phone.socket.disconnect();
    tablet.socket.disconnect();
    const sent = await panel.send(id, 'You missed this');
    await panel.ask('dm:delete_message',
      {conversationId: id, messageId: sent.data.id});
    await panel.send(id, 'and this');
    phone = await world.connect(arjun.token,
      {auth: {token: arjun.token, cursors: {[id]: '3.3'}}});
    const tombstone = await phone.next('dm:message_received');
    assert.equal(tombstone.isDeleted, true);
    assert.deepEqual(tombstone.deletedBy, ['ada']);
    assert.equal(tombstone.content, '');
    assert.equal((await phone.next('dm:message_received')).content, 'and this');
    await phone.next('synced');
    // The old app asks for history, as seed 001 has it.
    tablet = new OldClient(world.url, arjun.token);
    await tablet.connected();
    tablet.socket.emit('dm:history', {conversationId: id, page: 1, limit: 2});
    const page = await tablet.next('dm:history');
    assert.equal(page.total, 5);
    assert.deepEqual(page.messages.map(m => m.content), ['', 'and this']);
    await tablet.ask('dm:join_conversation', {conversationId: id});
    await panel.send(id, 'Welcome back');
    assert.equal((await tablet.next('dm:message_received')).content,
      'Welcome back');
  });

  it('a user who may not write to a stranger is told so', async () => {
    const maya = await world.person('user');
    const m = await world.connect(maya.token);
    const ack = await m.ask('dm:send_message',
      {recipientId: 'arjun', recipientType: 'astrologer', content: 'hello'});
    assert.equal(ack.success, false);
    assert.equal(ack.error, 'forbidden');
    assert.match((await m.next('dm:error')).message, /consulted/);
    const into = await m.ask('dm:send_message',
      {conversationId: id, content: 'hello'});
    assert.equal(into.error, 'not_found');
  });
});
