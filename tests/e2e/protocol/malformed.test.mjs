// What is no Socket.IO: each closes its connection, by either transport, and
// does nothing to anybody else.

import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import {beyondReference, startSubject} from './subject.mjs';
import {closed, Speaker} from './packets.mjs';

let subject, speaker, witness;
before(async () => {
  subject = await startSubject();
  speaker = new Speaker(subject.url);
  witness = await speaker.join('websocket');
});
after(async () => {
  await witness?.close();
  await subject?.stop();
});

const held = '{"_placeholder":true,"num":0}';
const bytes = Buffer.of(1, 2, 3);
const deep = '['.repeat(100_000) + ']'.repeat(100_000);

/** Packets of somebody who has joined / and nothing else. */
const wrong = {
  'an empty packet': [''],
  'an unknown type': ['7'],
  'an unknown type with data': ['9["message",1]'],
  'a letter': ['x'],
  'a sign': ['-2["message"]'],
  'an array and no type': ['["message"]'],

  'JSON that ends early': ['2["message"'],
  'JSON that never begins': ['2message'],
  'JSON with a comma at its end': ['2["message",]'],
  'JSON with more behind it': ['2["message"]x'],
  'two JSON texts': ['2["message"]["message"]'],
  'JSON with single quotes': ['2[\'message\']'],
  'JSON with a bare word': ['2["message",NaN]'],
  'JSON with a leading zero': ['2["message",01]'],
  'JSON with a bare control byte': ['2["message","\x01"]'],
  'JSON with a bad escape': ['2["message","\\x41"]'],
  'JSON with half an escape': ['2["message","\\u12"]'],

  'an EVENT that is an object': ['2{}'],
  'an EVENT that is text': ['2"message"'],
  'an EVENT that is null': ['2null'],
  'an EVENT that is true': ['2true'],
  'an EVENT without a name': ['2[]'],
  'an EVENT named null': ['2[null]'],
  'an EVENT named true': ['2[true,1]'],
  'an EVENT named by an object': ['2[{"message":1}]'],
  'an EVENT named by an array': ['2[["message"]]'],
  'an ACK that is an object': ['31{}'],
  'an ACK that is text': ['31"x"'],
  'an ACK that is null': ['31null'],
  'a DISCONNECT with data': ['1{}'],
  'a DISCONNECT with text': ['1"x"'],
  'a CONNECT_ERROR': ['4{"message":"x"}'],
  'a CONNECT_ERROR that is text': ['4"x"'],

  'a second CONNECT': ['0'],
  'a second CONNECT with data': ['0{"token":"x"}'],
  'an EVENT where one has not joined': ['2/custom,["message",1]'],
  'an ACK where one has not joined': ['3/custom,1["x"]'],
  'a DISCONNECT where one has not joined': ['1/custom,'],
  'a CONNECT_ERROR elsewhere': ['4/custom,{"message":"x"}'],
  'an EVENT at a namespace that is not there': ['2/random,["message",1]'],

  'text while bytes are awaited':
    [`51-["message",${held}]`, '2["message",1]'],
  'text between two attachments':
    [`52-["message",${held},{"_placeholder":true,"num":1}]`, bytes,
     '2["message",1]'],
  'bytes that nobody announced': [bytes],
  'bytes behind the last attachment':
    [`51-["hook:no-reply",${held}]`, bytes, bytes],
  'attachments without a number': ['5-["message"]'],
  'attachments without a dash': ['51["message"]'],
  'attachments and nothing else': ['51'],
  'no attachments in a binary packet': ['5["message"]'],
  'attachments that are no number': ['5x-["message"]'],
  'half an attachment': ['51.5-["message"]'],
  'less than no attachments': ['5-1-["message"]'],
  'eleven attachments': [`511-["message",${held}]`],
  'very many attachments': [`599999999999999999999-["message",${held}]`],
  'a binary EVENT that is an object': [`51-{"a":${held}}`],
  'a binary ACK that is an object': [`61-1{"a":${held}}`],
  'a placeholder beyond the attachments':
    ['51-["message",{"_placeholder":true,"num":1}]', bytes],
  'a placeholder before the attachments':
    ['51-["message",{"_placeholder":true,"num":-1}]', bytes],
  'a placeholder that is no number':
    ['51-["message",{"_placeholder":true,"num":"0"}]', bytes],
  'a placeholder without a number':
    ['51-["message",{"_placeholder":true}]', bytes],
};
for (const name of ['connect', 'connect_error', 'disconnect',
                    'disconnecting', 'newListener', 'removeListener'])
  wrong[`an EVENT named ${name}`] = [`2["${name}",1]`];

/** Instead of a CONNECT. */
const wrongAtFirst = {
  'an EVENT': ['2["message",1]'],
  'an ACK': ['31["x"]'],
  'a DISCONNECT': ['1'],
  'bytes': [bytes],
  'a CONNECT with an array': ['0[]'],
  'a CONNECT with text': ['0"token"'],
  'a CONNECT with null': ['0null'],
  'a CONNECT with true': ['0true'],
  'a CONNECT elsewhere with an array': ['0/custom,[]'],
  'a CONNECT with JSON that ends early': ['0{"token":"x"'],
};

describe('a connection is closed, and only that one, by', () => {
  for (const transport of ['polling', 'websocket']) {
    for (const [name, packets] of Object.entries(wrong))
      it(`${name}, by ${transport}`, async () => {
        const talk = await speaker.join(transport);
        await talk.provoke(...packets);
        await talk.expectClosed();
        await witness.assertAlive();
      });

    for (const [name, packets] of Object.entries(wrongAtFirst))
      it(`${name} at first, by ${transport}`, async () => {
        const talk = await speaker.open(transport);
        await talk.provoke(...packets);
        await talk.expectClosed();
        await witness.assertAlive();
      });

    for (const packet of ['2', '23', '51-', '61-1'])
      it(`${packet} and no array, by ${transport}`,
        beyondReference('takes none for an empty one'), async () => {
          const talk = await speaker.join(transport);
          await talk.provoke(packet);
          await talk.expectClosed();
          await witness.assertAlive();
        });

    it(`what follows it is not handed on, by ${transport}`, async () => {
      const room = `room-${transport}`;
      await witness.ask(`21["hook:join","${room}"]`, '31[]');
      const talk = await speaker.join(transport);
      await talk.provoke('2{}', `2["hook:to-room","${room}","late"]`);
      await talk.expectClosed();
      await witness.assertAlive();
    });
  }
});

/** Either is good, as long as it is over with. */
const odd = {
  'ids of acks beyond 64 bits':
    ['299999999999999999999999999["message-with-ack",1]'],
  'an id of 1000 digits': [`2${'7'.repeat(1000)}["message-with-ack",1]`],
  'an ACK beyond 64 bits': ['399999999999999999999999999["x"]'],
  'a lone surrogate': ['2["message","\\ud800"]'],
  'a lone low surrogate as a name': ['2["\\udc00",1]'],
  'numbers beyond a double': ['2["message",1e999,-1e999,1e-999]'],
  'a number of 10,000 digits': [`2["message",${'1'.repeat(10_000)}]`],
  'a key like a member of Object':
    ['2["message",{"__proto__":{"a":1},"constructor":1}]'],
  'the same key twice': ['2["message",{"a":1,"a":2}]'],
  'no attachments, announced': ['50-["message",1]'],
  'one attachment in two places':
    [`51-["message",${held},${held}]`, bytes],
  'an attachment that stands nowhere': ['51-["message",1]', bytes],
  'an attachment as the name': [`51-[${held},1]`, bytes],
  'a room that is no text': ['2["hook:join",{"a":1}]',
                             '2["hook:to-room",null,1]'],
  'a burst of no number': ['2["hook:burst","many"]'],
  'a namespace of 100 kB': [`0/${'n'.repeat(100_000)},`],
};

describe('the server lives on after', () => {
  for (const transport of ['polling', 'websocket'])
    for (const [name, packets] of Object.entries(odd))
      it(`${name}, by ${transport}`, async () => {
        const talk = await speaker.join(transport);
        await talk.provoke(...packets);
        await talk.provoke('2["message","end"]');
        for (let packet; packet !== closed
             && packet !== '2["message-back","end"]';)
          packet = await talk.next();
        await witness.assertAlive();
      });

  const nested = {
    'arrays in an EVENT': `2["message",${deep}]`,
    'arrays as an ACK': `31[${deep}]`,
    'arrays in a CONNECT': `0/custom,{"a":${deep}}`,
    'brackets without an end': `2["message",${'['.repeat(500_000)}`,
    'objects': `2["message",${'{"a":'.repeat(100_000)}1${
      '}'.repeat(100_000)}]`,
  };
  for (const [name, packet] of Object.entries(nested))
    it(`100,000 ${name}`, beyondReference('dies of some'), async () => {
      const talk = await speaker.join('websocket');
      await talk.provoke(packet);
      await talk.provoke('2["message","end"]');
      for (let answer; answer !== closed
           && answer !== '2["message-back","end"]';)
        answer = await talk.next();
      await witness.assertAlive();
    });
});

describe('text that is no UTF-8', () => {
  it('closes a WebSocket with 1007', async () => {
    const talk = await speaker.join('websocket');
    talk.session.ws._socket.write(
      // A masked text frame, the mask all zero: 42["\xff"]
      Buffer.from([0x81, 0x87, 0, 0, 0, 0, 0x34, 0x32, 0x5b, 0x22, 0xff,
                   0x22, 0x5d]));
    assert.equal((await talk.session.closing).code, 1007);
    await witness.assertAlive();
  });

  it('by polling harms nobody', async () => {
    const talk = await speaker.join('polling');
    await talk.session.post(Buffer.from([0x34, 0x32, 0x5b, 0x22, 0xff, 0x22,
                                         0x5d])).catch(() => {});
    await witness.assertAlive();
  });
});
