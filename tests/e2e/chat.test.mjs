// Two people talk: what each of them hears, in which order, in which shape.

import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import {createWorld} from './harness.mjs';

let world;
before(async () => {
  world = await createWorld();
});
after(() => world?.stop());

const id24 = /^[0-9a-f]{24}$/;
const isoTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

describe('joining', () => {
  it('is acknowledged, then told with dm:joined', async () => {
    const {user, conversation} = await world.pair();
    const a = await world.connect(user.token);
    const ack = await a.ask('dm:join_conversation',
      {conversationId: conversation.id, userId: user.id, userType: 'user'});
    assert.equal(ack.success, true);
    assert.equal(ack.data.id, conversation.id);
    assert.deepEqual(await a.next('dm:joined'),
      {conversationId: conversation.id});
  });

  it('takes the bare id as text', async () => {
    const {user, conversation} = await world.pair();
    const a = await world.connect(user.token);
    const ack = await a.ask('dm:join_conversation', conversation.id);
    assert.equal(ack.success, true);
    assert.equal((await a.next('dm:joined')).conversationId, conversation.id);
  });

  it('twice hears each message once', async () => {
    const {a, b, conversation} = await world.joinedPair();
    await b.join(conversation.id);
    await a.send(conversation.id, 'one');
    await a.send(conversation.id, 'two');
    assert.equal((await b.next('dm:message_received')).content, 'one');
    assert.equal((await b.next('dm:message_received')).content, 'two');
  });

  it('ignores who the payload says one is', async () => {
    const {user, astrologer, conversation} = await world.pair();
    const a = await world.connect(user.token);
    await a.ask('dm:join_conversation', {conversationId: conversation.id,
      userId: astrologer.id, userType: 'astrologer'});
    const {data} = await a.ask('dm:send_message', {
      conversationId: conversation.id, content: 'it is me',
      senderId: astrologer.id, senderType: 'admin'});
    assert.equal(data.senderId, user.id);
    assert.equal(data.senderType, 'user');
  });
});

describe('a message', () => {
  it('has the fields of both seeds, in the ack and in the event', async () => {
    const {a, b, user, astrologer, conversation} = await world.joinedPair();
    const ack = await a.send(conversation.id, 'Hello', {
      recipientId: astrologer.id, recipientType: 'astrologer',
      messageType: 'text'});
    assert.equal(ack.success, true);
    const message = ack.data;
    assert.match(message.id, id24);
    assert.match(message.createdAt, isoTime);
    assert.equal(message.timestamp, message.createdAt);
    const {id, createdAt} = message;
    const wanted = {
      id, _id: id, conversationId: conversation.id, seq: 1,
      senderId: user.id, senderType: 'user',
      recipientId: astrologer.id, recipientType: 'astrologer',
      content: 'Hello', messageType: 'text', mediaUrl: null, status: 'sent',
      replyTo: null, replyToId: null, isDeleted: false,
      timestamp: createdAt, createdAt,
    };
    for (const [name, value] of Object.entries(wanted))
      assert.deepEqual(message[name], value, name);
    for (const who of [a, b]) {
      const heard = await who.next('dm:message_received');
      for (const [name, value] of Object.entries(wanted))
        if (name !== 'status')
          assert.deepEqual(heard[name], value, name);
    }
  });

  it('may come as text or message, with media and a type', async () => {
    const {a, conversation} = await world.joinedPair();
    const send = payload => a.ask('dm:send_message',
      {conversationId: conversation.id, ...payload});
    assert.equal((await send({text: 'as text'})).data.content, 'as text');
    assert.equal((await send({message: 'as it'})).data.content, 'as it');
    const mediaUrl = 'https://media.example/a.png';
    const {data} = await send(
      {content: 'look', messageType: 'image', mediaUrl});
    assert.equal(data.messageType, 'image');
    assert.equal(data.mediaUrl, mediaUrl);
  });

  it('answers another one of the same conversation', async () => {
    const {a, b, conversation} = await world.joinedPair();
    const first = await a.send(conversation.id, 'a question');
    for (const name of ['replyTo', 'replyToId']) {
      const {data} = await b.send(conversation.id, 'an answer',
        {[name]: first.data.id});
      assert.equal(data.replyTo, first.data.id);
      assert.equal(data.replyToId, first.data.id);
    }
  });

  it('reaches every socket of both, in one order without gaps', async () => {
    const {a, b, user, conversation} = await world.joinedPair();
    const second = await world.connect(user.token);
    await second.join(conversation.id);
    const count = 50;
    const sent = [];
    for (let i = 0; i < count; ++i) {
      sent.push(a.send(conversation.id, `a ${i}`));
      sent.push(b.send(conversation.id, `b ${i}`));
    }
    const acked = (await Promise.all(sent)).map(ack => ack.data);
    assert.deepEqual(acked.map(m => m.seq).sort((x, y) => x - y),
      Array.from({length: 2 * count}, (_, i) => i + 1));
    assert.equal(new Set(acked.map(m => m.id)).size, 2 * count);
    const contents = [];
    for (const who of [a, b, second]) {
      const heard = [];
      for (let seq = 1; seq <= 2 * count; ++seq) {
        const message = await who.next('dm:message_received');
        assert.equal(message.seq, seq);
        heard.push(message.content);
      }
      contents.push(heard);
    }
    assert.deepEqual(contents[1], contents[0]);
    assert.deepEqual(contents[2], contents[0]);
    // What one socket sends keeps its order.
    const own = contents[0].filter(text => text.startsWith('a '));
    assert.deepEqual(own, Array.from({length: count}, (_, i) => `a ${i}`));
  });

  it('needs no ack to be sent', async () => {
    const {a, b, conversation} = await world.joinedPair();
    a.socket.emit('dm:send_message',
      {conversationId: conversation.id, content: 'no ack wanted'});
    const {content} = await b.next('dm:message_received');
    assert.equal(content, 'no ack wanted');
  });

  it('is acknowledged before the sender hears it', async () => {
    const {a, conversation} = await world.joinedPair();
    const order = [];
    a.socket.on('dm:message_received', () => order.push('event'));
    await new Promise(done => a.socket.emit('dm:send_message',
      {conversationId: conversation.id, content: 'first'}, () => {
        order.push('ack');
        done();
      }));
    await a.next('dm:message_received');
    assert.deepEqual(order, ['ack', 'event']);
  });

  it('reaches a socket of a polling client too', async t => {
    const {a, astrologer, conversation} = await world.joinedPair();
    const polling = await world.connect(astrologer.token,
      {transports: ['polling', 'websocket']}).catch(() => null);
    if (!polling)
      return t.skip('only WebSockets are served');
    await polling.join(conversation.id);
    await a.send(conversation.id, 'whichever way');
    const {content} = await polling.next('dm:message_received');
    assert.equal(content, 'whichever way');
  });
});

describe('typing', () => {
  it('goes to the other one only', async () => {
    const {a, b, user, conversation} = await world.joinedPair();
    const payload = {conversationId: conversation.id, userId: user.id};
    a.socket.emit('dm:typing_start', payload);
    assert.deepEqual(await b.next('dm:typing_start'), payload);
    a.socket.emit('dm:typing_stop', payload);
    assert.deepEqual(await b.next('dm:typing_stop'), payload);
    // What a hears of its own comes after; typing would have come before it.
    await a.send(conversation.id, 'done');
    await a.next('dm:message_received');
    assert.ok(!a.unheard.some(name => name.startsWith('dm:typing')));
  });

  it('carries the id of the token, not the one in the payload', async () => {
    const {a, b, user, astrologer, conversation} = await world.joinedPair();
    a.socket.emit('dm:typing_start',
      {conversationId: conversation.id, userId: astrologer.id});
    assert.equal((await b.next('dm:typing_start')).userId, user.id);
  });
});

describe('leaving', () => {
  it('ends what a socket hears', async () => {
    const {a, b, conversation} = await world.joinedPair();
    const ack = await b.ask('dm:leave_conversation',
      {conversationId: conversation.id});
    assert.equal(ack.success, true);
    await a.send(conversation.id, 'behind your back');
    a.socket.emit('dm:typing_start', {conversationId: conversation.id});
    await a.send(conversation.id, 'still');
    // Whatever was on its way has come before the ack of a join.
    const again = await b.ask('dm:join_conversation', conversation.id);
    assert.equal(again.success, true);
    assert.ok(!b.unheard.includes('dm:message_received'));
    assert.ok(!b.unheard.includes('dm:typing_start'));
  });

  it('by disconnecting costs the other nothing', async () => {
    const {a, b, conversation} = await world.joinedPair();
    b.socket.disconnect();
    const {data} = await a.send(conversation.id, 'alone');
    assert.equal((await a.next('dm:message_received')).id, data.id);
  });
});

describe('two kinds of pairs', () => {
  it('an admin writes to an astrologer without a consultation', async () => {
    const admin = await world.person('admin');
    const astrologer = await world.person('astrologer');
    const {id} = await world.conversation(admin, astrologer);
    const a = await world.connect(admin.token);
    const b = await world.connect(astrologer.token);
    await a.join(id);
    await b.join(id);
    assert.equal((await a.send(id, 'welcome')).data.senderType, 'admin');
    assert.equal((await b.next('dm:message_received')).content, 'welcome');
  });

  it('a socket speaks in several conversations at once', async () => {
    const astrologer = await world.person('astrologer');
    const users = [await world.person('user'), await world.person('user')];
    const b = await world.connect(astrologer.token);
    for (const user of users) {
      await world.consult(user, astrologer);
      user.room = await world.conversation(user, astrologer);
      await b.join(user.room.id);
    }
    const [one, two] = users;
    const a = await world.connect(one.token);
    await a.join(one.room.id);
    await b.send(two.room.id, 'for two');
    await b.send(one.room.id, 'for one');
    assert.equal((await a.next('dm:message_received')).content, 'for one');
    assert.equal(a.unheard.length, 0);
  });
});
