// Socket.IO 4 on Engine.IO 3, as clients 2.x and Flutter 1.x speak it: `/` is
// joined unasked, namespaces may have a query, there are no ids in CONNECT.

import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import {pingInterval, pingTimeout, sleep, startSubject} from './subject.mjs';
import {Speaker} from './packets.mjs';

let subject, speaker, modern;
before(async () => {
  subject = await startSubject();
  speaker = new Speaker(subject.url, 3);
  modern = new Speaker(subject.url);
});
after(() => subject?.stop());

const held = '{"_placeholder":true,"num":0}';
const bytes = Buffer.of(1, 2, 3);

for (const transport of ['polling', 'websocket']) {
  describe(`a client 2.x by ${transport}`, () => {
    it('is in / at once, with no auth', async () => {
      const talk = await speaker.open(transport);
      await talk.expect('0', '2["auth",{}]');
      await talk.assertAlive();
      await talk.close();
    });

    it('comes into a namespace, with its query as auth', async () => {
      const talk = await speaker.join(transport);
      await talk.ask('0/custom?token=a%20b&x=1,', '0/custom,',
        '2/custom,["auth",{"token":"a b","x":"1"}]');
      await talk.assertAlive('/custom,');
      await talk.assertAlive();
      await talk.close();
    });

    it('comes into a namespace without a query, with a comma or without',
      async () => {
        for (const packet of ['0/custom', '0/custom,']) {
          const talk = await speaker.join(transport);
          await talk.ask(packet, '0/custom,', '2/custom,["auth",{}]');
          await talk.assertAlive('/custom,');
          await talk.close();
        }
      });

    it('hears why a namespace is refused', async () => {
      const talk = await speaker.join(transport);
      await talk.send('0/random,');
      const unknown = /^4\/random,(.*)$/.exec(await talk.next());
      assert.ok(['{"message":"Invalid namespace"}', '"Invalid namespace"']
        .includes(unknown[1]), unknown[1]);
      await talk.send('0/forbidden');
      const forbidden = /^4\/forbidden,(.*)$/.exec(await talk.next());
      assert.ok(['{"code":"E_FORBIDDEN"}', '"not allowed"']
        .includes(forbidden[1]), forbidden[1]);
      await talk.assertAlive();
      await talk.close();
    });

    it('sends and gets events and acks', async () => {
      const talk = await speaker.join(transport);
      await talk.ask('2["message",1,"2",{"3":["\u{1f600}"]}]',
        '2["message-back",1,"2",{"3":["\u{1f600}"]}]');
      await talk.ask('20["message-with-ack","x"]', '30["x"]');
      await talk.ask('217["message-with-ack"]', '317[]');
      await talk.close();
    });

    it('answers what the server asks', async () => {
      const talk = await speaker.join(transport);
      await talk.send('2["hook:ask-ack","q"]');
      const [, id] = /^2(\d+)\["ack-request","q"\]$/.exec(await talk.next());
      await talk.ask(`3${id}["a",1]`, '2["ack-result","a",1]');
      await talk.close();
    });

    it('sends and gets bytes', async () => {
      const talk = await speaker.join(transport);
      await talk.ask([`51-["message","x",${held}]`, bytes],
        `51-["message-back","x",${held}]`, bytes);
      await talk.ask([`51-5["message-with-ack",${held}]`, bytes],
        `61-5[${held}]`, bytes);
      await talk.assertAlive();
      await talk.close();
    });

    it('gets a burst in order', async () => {
      const talk = await speaker.join(transport);
      await talk.send('2["hook:burst",500]');
      for (let i = 0; i < 500; ++i)
        assert.equal(await talk.next(), `2["burst",${i}]`);
      await talk.close();
    });

    it('leaves a namespace and comes back', async () => {
      const talk = await speaker.join(transport);
      await talk.ask('0/custom', '0/custom,', '2/custom,["auth",{}]');
      await talk.send('1/custom');
      await talk.assertAlive();
      await talk.ask('0/custom', '0/custom,', '2/custom,["auth",{}]');
      await talk.close();
    });

    it('is thrown out by the server, with its connection or not', async () => {
      const talk = await speaker.join(transport);
      await talk.ask('0/custom', '0/custom,', '2/custom,["auth",{}]');
      await talk.ask('2/custom,["hook:disconnect-me"]', '1/custom,');
      await talk.assertAlive();
      await talk.provoke('2["hook:disconnect-me",true]');
      await talk.expect('1');
      await talk.expectClosed();
    });

    const wrong = ['', '7', '2{}', '2[]', '2["message"', '2["connect"]',
                   '31{}', '1{}', '4"x"', '2/custom,["message"]',
                   '5["message"]', '511-["message"]'];
    for (const packet of wrong)
      it(`is closed after ${JSON.stringify(packet)}`, async () => {
        const talk = await speaker.join(transport);
        await talk.provoke(packet);
        await talk.expectClosed();
      });

    it('is closed after bytes that it did not announce', async () => {
      const talk = await speaker.join(transport);
      await talk.provoke(bytes);
      await talk.expectClosed();
    });
  });
}

describe('clients of both revisions', () => {
  it('are in the same rooms', async () => {
    const all = [await speaker.join('polling'), await modern.join('polling'),
                 await speaker.join('websocket'),
                 await modern.join('websocket')];
    for (const talk of all)
      await talk.ask('21["hook:join","both"]', '31[]');
    for (const sender of all) {
      await sender.send('2["hook:to-room","both","\u{1f600}"]');
      await sender.send(`51-["hook:to-room","both",${held}]`, bytes);
      for (const talk of all)
        await talk.expect('2["room-msg","\u{1f600}"]',
          `51-["room-msg",${held}]`, bytes);
    }
    await Promise.all(all.map(talk => talk.close()));
  });
});

describe('a client 2.x that is silent', () => {
  it('is not closed for want of a CONNECT while it pings', async () => {
    const talk = await speaker.open('websocket');
    await sleep(3 * (pingInterval + pingTimeout));
    await talk.expect('0', '2["auth",{}]');
    await talk.assertAlive();
    await talk.close();
  });
});
