// Socket.IO 5 as clients 3.x and 4.x speak it: literal packets both ways, by
// polling and over WebSocket.

import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import {connectTimeout, lateness, sleep, startSubject} from './subject.mjs';
import {closed, sidOf, Speaker} from './packets.mjs';

let subject, speaker;
before(async () => {
  subject = await startSubject();
  speaker = new Speaker(subject.url);
});
after(() => subject?.stop());

const transports = ['polling', 'websocket'];
const held = '{"_placeholder":true,"num":0}';

for (const transport of transports) {
  describe(`CONNECT by ${transport}`, () => {
    const good = {
      '0': ['', '{}'],
      '0{}': ['', '{}'],
      '0{"token":"123"}': ['', '{"token":"123"}'],
      '0/,{"token":"/"}': ['', '{"token":"/"}'],
      '0{"token":"\u20ac","more":{"a":[1,2]}}':
        ['', '{"token":"\u20ac","more":{"a":[1,2]}}'],
      '0/custom': ['/custom,', '{}'],
      '0/custom,': ['/custom,', '{}'],
      '0/custom,{"token":"abc"}': ['/custom,', '{"token":"abc"}'],
    };
    for (const [packet, [namespace, auth]] of Object.entries(good))
      it(`${packet} is answered with an id`, async () => {
        const talk = await speaker.open(transport);
        await talk.send(packet);
        const sid = sidOf(await talk.next(), namespace);
        assert.notEqual(sid, talk.session.handshake.sid);
        await talk.expect(`2${namespace}["auth",${auth}]`);
        await talk.assertAlive(namespace);
        await talk.close();
      });

    it('gives each namespace an id of its own', async () => {
      const talk = await speaker.join(transport);
      await talk.send('0/custom,{"n":1}');
      const sid = sidOf(await talk.next(), '/custom,');
      assert.notEqual(sid, talk.sid);
      await talk.expect('2/custom,["auth",{"n":1}]');
      await talk.assertAlive();
      await talk.assertAlive('/custom,');
      await talk.close();
    });

    it('to an unknown namespace is refused, and no more', async () => {
      const talk = await speaker.open(transport);
      await talk.ask('0/random,{"a":1}',
        '4/random,{"message":"Invalid namespace"}');
      await talk.ask('0/__proto__',
        '4/__proto__,{"message":"Invalid namespace"}');
      await talk.send('0');
      sidOf(await talk.next());
      await talk.expect('2["auth",{}]');
      await talk.assertAlive();
      await talk.close();
    });

    it('that the server forbids has its words and data', async () => {
      const talk = await speaker.open(transport);
      await talk.ask('0/forbidden',
        '4/forbidden,{"message":"not allowed",'
        + '"data":{"code":"E_FORBIDDEN"}}');
      await talk.send('0');
      sidOf(await talk.next());
      await talk.expect('2["auth",{}]');
      await talk.assertAlive();
      await talk.close();
    });

    it('is due in time', async () => {
      // Before the server's own timer.
      const start = performance.now();
      const talk = await speaker.open(transport);
      await talk.expectClosed();
      const took = performance.now() - start;
      assert.ok(took > connectTimeout - 50, `after ${took} ms`);
      assert.ok(took < connectTimeout + lateness, `after ${took} ms`);
    });
  });

  describe(`DISCONNECT by ${transport}`, () => {
    it('leaves that namespace only, and one may come back', async () => {
      const talk = await speaker.join(transport);
      await talk.send('0/custom');
      sidOf(await talk.next(), '/custom,');
      await talk.expect('2/custom,["auth",{}]');
      await talk.send('1');
      await talk.assertAlive('/custom,');
      await talk.send('0');
      assert.notEqual(sidOf(await talk.next()), talk.sid);
      await talk.expect('2["auth",{}]');
      await talk.send('1/custom,');
      await talk.assertAlive();
      await talk.close();
    });

    it('ends what may be said there', async () => {
      const talk = await speaker.join(transport);
      await talk.send('0/custom');
      await talk.next();
      await talk.next();
      await talk.send('1/custom,');
      await talk.provoke('2/custom,["message",1]');
      await talk.expectClosed();
    });

    it('by the server leaves the connection', async () => {
      const talk = await speaker.join(transport);
      await talk.ask('2["hook:disconnect-me"]', '1');
      await talk.send('0');
      assert.notEqual(sidOf(await talk.next()), talk.sid);
      await talk.expect('2["auth",{}]');
      await talk.ask('2["hook:disconnect-me",false]', '1');
      await talk.close();
    });

    it('by the server may take the connection along', async () => {
      const talk = await speaker.join(transport);
      await talk.provoke('2["hook:disconnect-me",true]');
      await talk.expect('1');
      await talk.expectClosed();
    });
  });

  describe(`EVENT by ${transport}`, () => {
    const args = ['', '1', '"text"', 'true', 'null', '{}', '[]',
                  '1,"2",{"3":[true]}', '{"a":{"b":{"c":[[[]]]}}}',
                  '"\u{1f600} \u20ac"', '"\\"\\\\\\n\\u0001"', '"\\u001e"',
                  '"\u2028"', '0.1', '1e+21', '-1.5e-7',
                  '9007199254740991', '1.7976931348623157e+308', '5e-324'];
    it('brings arguments there and back as they were', async () => {
      const talk = await speaker.join(transport);
      for (const list of args) {
        const rest = list === '' ? '' : `,${list}`;
        await talk.send(`2["message"${rest}]`);
        const answer = await talk.next();
        assert.equal(answer[0], '2');
        assert.deepEqual(JSON.parse(answer.slice(1)),
          JSON.parse(`["message-back"${rest}]`));
      }
      await talk.close();
    });

    it('may have spaces, escapes and numbers of any form', async () => {
      const talk = await speaker.join(transport);
      const forms = {
        '2[ "message" , 1 ]': [1],
        '2[ "message" , { "a" : 1 } ]\n': [{a: 1}],
        '2["\\u006dessage","\\u0041\\/"]': ['A/'],
        '2["message",1E2,10e-1,1.50]': [100, 1, 1.5],
        '2["message","\\ud83d\\ude00"]': ['\u{1f600}'],
      };
      for (const [packet, back] of Object.entries(forms)) {
        await talk.send(packet);
        const answer = await talk.next();
        assert.equal(answer[0], '2');
        assert.deepEqual(JSON.parse(answer.slice(1)),
          ['message-back', ...back]);
      }
      await talk.close();
    });

    it('of a name that nobody listens to is let pass', async () => {
      const talk = await speaker.join(transport);
      await talk.send('2["nobody",1]', '2[5,1]', '2["",1]',
        '2["__proto__",1]', '2["constructor"]', '21["nobody"]');
      await talk.assertAlive();
      await talk.close();
    });

    it('is acknowledged once, with the id it had', async () => {
      const talk = await speaker.join(transport);
      await talk.ask('20["message-with-ack"]', '30[]');
      await talk.ask('2456["message-with-ack",1,"2",{"3":[false]}]',
        '3456[1,"2",{"3":[false]}]');
      await talk.ask('29007199254740991["message-with-ack",1]',
        '39007199254740991[1]');
      await talk.ask('20["message-with-ack","again"]', '30["again"]');
      await talk.assertAlive();
      await talk.close();
    });

    it('is acknowledged in its namespace', async () => {
      const talk = await speaker.join(transport, '/custom,');
      await talk.ask('2/custom,7["message-with-ack","x"]',
        '3/custom,7["x"]');
      await talk.close();
    });

    it('that is never answered holds up nothing', async () => {
      const talk = await speaker.join(transport);
      await talk.send('21["hook:no-reply"]', '22["message-with-ack","x"]');
      await talk.expect('32["x"]');
      await talk.close();
    });

    it('has a burst in order', async () => {
      const talk = await speaker.join(transport);
      await talk.send('2["hook:burst",1000]', '2["message","behind"]');
      for (let i = 0; i < 1000; ++i)
        assert.equal(await talk.next(), `2["burst",${i}]`);
      await talk.expect('2["message-back","behind"]');
      await talk.close();
    });

    it('comes in the order in which it was sent', async () => {
      const talk = await speaker.join(transport);
      const numbers = Array.from({length: 200}, (_, i) => i);
      await talk.send(...numbers.map(i => `2["message",${i}]`));
      for (const i of numbers)
        assert.equal(await talk.next(), `2["message-back",${i}]`);
      await talk.close();
    });
  });

  describe(`ACK by ${transport}`, () => {
    it('answers what the server asked', async () => {
      const talk = await speaker.join(transport);
      for (const answer of ['', '"yes",{"a":1}', 'null']) {
        await talk.send('2["hook:ask-ack",{"q":1}]');
        const asked = /^2(\d+)\["ack-request",\{"q":1\}\]$/
          .exec(await talk.next());
        assert.ok(asked, 'no question');
        await talk.ask(`3${asked[1]}[${answer}]`,
          `2["ack-result"${answer && `,${answer}`}]`);
        // Once.
        await talk.send(`3${asked[1]}["again"]`);
        await talk.assertAlive();
      }
      await talk.close();
    });

    it('to several questions goes to each of them', async () => {
      const talk = await speaker.join(transport, '/custom,');
      const ids = [];
      for (const x of ['"a"', '"b"']) {
        await talk.send(`2/custom,["hook:ask-ack",${x}]`);
        ids.push(/^2\/custom,(\d+)\["ack-request",/
          .exec(await talk.next())[1]);
      }
      assert.notEqual(ids[0], ids[1]);
      await talk.ask(`3/custom,${ids[1]}["b"]`,
        '2/custom,["ack-result","b"]');
      await talk.ask(`3/custom,${ids[0]}["a"]`,
        '2/custom,["ack-result","a"]');
      await talk.close();
    });

    it('to what was not asked is let pass', async () => {
      const talk = await speaker.join(transport);
      await talk.send('30["x"]', '3999999["x"]', '3["x"]');
      await talk.assertAlive();
      await talk.close();
    });
  });

  describe(`binary by ${transport}`, () => {
    const bytes = Buffer.of(1, 2, 3);

    it('events go there and back', async () => {
      const talk = await speaker.join(transport);
      await talk.ask([`51-["message",${held}]`, bytes],
        `51-["message-back",${held}]`, bytes);
      await talk.ask([`51-["message",1,{"deep":[${held}]},"z"]`, bytes],
        `51-["message-back",1,{"deep":[${held}]},"z"]`, bytes);
      await talk.assertAlive();
      await talk.close();
    });

    it('has its attachments in order, ten at most', async () => {
      const talk = await speaker.join(transport);
      const holders = Array.from({length: 10},
        (_, num) => `{"_placeholder":true,"num":${num}}`);
      const all = holders.map((_, i) => Buffer.alloc(i, i));
      await talk.ask([`510-["message",${holders}]`, ...all],
        `510-["message-back",${holders}]`, ...all);
      await talk.close();
    });

    it('acks go there and back, and keep to their namespace', async () => {
      const talk = await speaker.join(transport, '/custom,');
      await talk.ask(
        [`51-/custom,789["message-with-ack","x",${held}]`, bytes],
        `61-/custom,789["x",${held}]`, bytes);
      await talk.send('2/custom,["hook:ask-ack",1]');
      const [, id] = /^2\/custom,(\d+)/.exec(await talk.next());
      await talk.ask([`61-/custom,${id}["y",${held}]`, bytes],
        `51-/custom,["ack-result","y",${held}]`, bytes);
      await talk.close();
    });

    it('is not torn apart by what else is sent', async () => {
      const talk = await speaker.join(transport);
      await talk.send('2["hook:burst",20]', `51-["message",${held}]`, bytes,
        '2["hook:burst",20]');
      const burst = Array.from({length: 20}, (_, i) => `2["burst",${i}]`);
      await talk.expect(...burst, `51-["message-back",${held}]`, bytes,
        ...burst);
      await talk.close();
    });
  });
}

describe('rooms', () => {
  async function three(namespace = '') {
    const all = await Promise.all(
      ['polling', 'websocket', 'websocket'].map(
        transport => speaker.join(transport, namespace)));
    for (const talk of all)
      await talk.ask(`2${namespace}1["hook:join","room"]`,
        `3${namespace}1[]`);
    return all;
  }

  it('bring what is said to everybody in them, once', async () => {
    const all = await three();
    await all[1].ask('21["hook:join","room"]', '31[]');
    await all[1].send('2["hook:to-room","room",1,{"a":"b"}]');
    for (const talk of all) {
      await talk.expect('2["room-msg",1,{"a":"b"}]');
      await talk.assertAlive();
    }
    await Promise.all(all.map(talk => talk.close()));
  });

  it('leave out the sender if he says so', async () => {
    const all = await three();
    await all[0].send('2["hook:to-room-others","room","x"]');
    await all[0].assertAlive();
    for (const talk of all.slice(1))
      await talk.expect('2["room-msg","x"]');
    await Promise.all(all.map(talk => talk.close()));
  });

  it('bring nothing to those who left, or are gone', async () => {
    const [a, b, c] = await three();
    await b.ask('22["hook:leave","room"]', '32[]');
    await c.ask('2["hook:disconnect-me"]', '1');
    await a.send('2["hook:to-room","room","x"]');
    await a.expect('2["room-msg","x"]');
    await b.assertAlive();
    await c.send('0');
    sidOf(await c.next());
    await c.expect('2["auth",{}]');
    await a.send('2["hook:to-room","room","y"]');
    await a.expect('2["room-msg","y"]');
    await c.assertAlive();
    await Promise.all([a, b, c].map(talk => talk.close()));
  });

  it('are another one\'s in each namespace', async () => {
    const [a, b] = await three();
    const other = await speaker.join('websocket', '/custom,');
    await other.ask('2/custom,1["hook:join","room"]', '3/custom,1[]');
    await a.send('2["hook:to-room","room","x"]');
    await b.expect('2["room-msg","x"]');
    await other.assertAlive('/custom,');
    await other.close();
  });

  it('carry bytes', async () => {
    const all = await three();
    const bytes = Buffer.of(9, 8, 7);
    await all[1].send(`51-["hook:to-room","room",${held}]`, bytes);
    for (const talk of all)
      await talk.expect(`51-["room-msg",${held}]`, bytes);
    await Promise.all(all.map(talk => talk.close()));
  });

  it('have one of each socket\'s own id', async () => {
    const [a, b] = await three();
    await a.send(`2["hook:to-room","${b.sid}","for you"]`);
    await b.expect('2["room-msg","for you"]');
    await a.assertAlive();
    await a.close();
  });
});

describe('what is due', () => {
  it('is not asked of those who have come and gone', async () => {
    const talk = await speaker.join('websocket');
    await talk.send('1');
    await sleep(connectTimeout + 200);
    await talk.send('0');
    assert.notEqual(await talk.next(), closed);
    await talk.close();
  });
});

describe('what is said right behind the handshake', () => {
  for (const transport of transports)
    it(`is heard, 400 times by ${transport}`, async () => {
      const one = async () => {
        const talk = await speaker.open(transport);
        await talk.send('0');
        sidOf(await talk.next());
        await talk.expect('2["auth",{}]');
        await talk.close();
      };
      for (let i = 0; i < 20; ++i)
        await Promise.all(Array.from({length: 20}, one));
    });
});
