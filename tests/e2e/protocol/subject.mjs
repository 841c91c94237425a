// The server that the protocol is tried on: this program in its conformance
// mode, or one that runs already (PROTOCOL_SERVER_URL), such as npm socket.io
// with the same handlers. Cases that ask for more than that one gives say so
// with `beyondReference`.

import {createWorld} from '../harness.mjs';
import {closeAll} from './wire.mjs';

const running = process.env.PROTOCOL_SERVER_URL;

// What the conformance mode sets.
export const pingInterval = 300;
export const pingTimeout = 600;
export const connectTimeout = 1000;
export const maxPayload = 1_000_000;

/** By how many milliseconds a busy machine may miss a deadline. */
export const lateness = 2000;

/** {url, stop}; one for each test file. */
export async function startSubject() {
  const world = running ? {url: running, stop() {}}
    : await createWorld({args: ['--protocol-test-handlers']});
  return {
    url: world.url,
    async stop() {
      closeAll();
      await world.stop();
    },
  };
}

/** Options of a case that npm socket.io 4.8 does not pass, and why. */
export function beyondReference(why) {
  return {skip: running ? `the reference: ${why}` : false};
}

export const sleep = ms => new Promise(done => setTimeout(done, ms));
