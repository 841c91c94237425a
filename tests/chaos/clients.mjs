// The clients of one round, in one process. Takes commands as lines of JSON on
// standard input and answers each with a line; writes what the clients are told
// to the file that it is given. Ends with its standard input.
//
//   node clients.mjs RECORD

import {createWriteStream} from 'node:fs';
import {createInterface} from 'node:readline';
import {Random} from '../e2e/protocol/seeded.mjs';
import {Client} from './client.mjs';
import {Load} from './load.mjs';

const record = createWriteStream(process.argv[2]);
const tell = entry => record.write(`${JSON.stringify(entry)}\n`);
const clients = [];
let load;

// Whoever waits asks again when something has happened.
const waiting = new Set();
function progress() {
  for (const ask of waiting)
    ask();
}

/** Settles when `holds` does; with what it gave last when time is over. */
function when(holds, milliseconds) {
  return new Promise(done => {
    const over = state => {
      clearTimeout(timer);
      waiting.delete(ask);
      done(state);
    };
    const ask = () => holds() && over(true);
    const timer = setTimeout(() => over(false), milliseconds);
    waiting.add(ask);
    ask();
  });
}

const commands = {
  async start({who, url, seed, paceMs, size, ms}) {
    const random = new Random(seed);
    for (const one of who)
      clients.push(new Client(one.url ?? url, one, tell, random));
    load = new Load(clients, random, {paceMs, size}, progress);
    return {done: await when(() => clients.every(c => c.isSynced), ms)};
  },

  async load() {
    load.start();
    return {done: true};
  },

  async acked({more, ms}) {
    const goal = load.acked + more;
    return {done: await when(() => load.acked >= goal, ms), acked: load.acked};
  },

  async refused({ms}) {
    const before = load.refused;
    return {done: await when(() => load.refused > before, ms)};
  },

  async settle({ms}) {
    load.stop();
    return {done: await when(() => load.isAnswered, ms),
            waiting: clients.flatMap(
              c => [...c.outbox.isEmpty ? [] : [c.outbox.waiting],
                    ...c.phone.unanswered]
                .map(what => `${c.name}: ${what}`))};
  },

  /** Until every client has come as far as the heads of the database. */
  async reach({heads, ms}) {
    const late = () => clients.filter(
      c => !c.isSynced || c.lacks(heads).length > 0);
    return {done: await when(() => late().length === 0, ms),
            late: late().map(c => c.name)};
  },

  async leave() {
    for (const client of clients)
      client.leave();
    await new Promise(done => record.end(done));
    return {done: true};
  },
};

for await (const line of createInterface({input: process.stdin})) {
  const {id, command, ...more} = JSON.parse(line);
  commands[command](more).then(answer =>
    process.stdout.write(`${JSON.stringify({id, ...answer})}\n`));
}
process.exit(0);
