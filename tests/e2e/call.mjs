#!/usr/bin/env node
// A telephone for a terminal, without voices: what two clients of WebRTC calls
// tell each other through the server.
// Usage: node tests/e2e/call.mjs URL TOKEN [WHOM]
// Calls WHOM, talks for three seconds and hangs up; without WHOM it answers
// whoever calls, until Ctrl-C.

import process from 'node:process';

const [url, token, whom] = process.argv.slice(2);
if (!token) {
  console.error('Usage: node call.mjs URL TOKEN [WHOM]');
  process.exit(2);
}
const {io} = await import('socket.io-client').catch(() => {
  console.error('socket.io-client is not installed: npm ci --prefix tests/e2e');
  process.exit(2);
});

const socket = io(url,
  {transports: ['websocket'], auth: {token, dialect: 'unified'}});
const me = JSON.parse(Buffer.from(token.split('.')[1], 'base64url')).sub;

async function ask(event, payload) {
  const ack = await socket.timeout(10_000).emitWithAck(event, payload);
  if (!ack.success)
    console.error(`${event} was refused: ${ack.message} (${ack.error})`);
  return ack;
}

socket.on('connect_error', error => {
  console.error(`not connected: ${error.message}`);
  if (error.data)
    process.exit(1);
});
socket.on('disconnect', reason => console.error(`disconnected: ${reason}`));
socket.on('call:invite', async ({callId, from}) => {
  console.log(`${from} calls; answering`);
  await ask('call:answer', {callId, accept: true, sdp: 'an answer'});
});
socket.on('call:answer', async ({callId, accept, from, reason}) => {
  if (!accept) {
    console.log(`not answered: ${reason}`);
    process.exit(0);
  }
  console.log(`${from} answers`);
  setTimeout(() => ask('call:hangup', {callId}), 3000);
});
socket.on('call:hangup', ({reason, duration = 0}) => {
  console.log(`over: ${reason}, ${duration} s`);
  if (whom)
    process.exit(0);
});

let dialled = false;
socket.on('connect', async () => {
  console.log(`connected as ${me}`);
  if (!whom || dialled)
    return;
  dialled = true;
  // Now: an answer may come before this goes on after the ack.
  console.log(`calling ${whom}`);
  const ack = await ask('call:invite', {to: whom, media: 'audio', sdp: 'an offer'});
  if (!ack.success)
    process.exit(1);
});
process.on('SIGINT', () => {
  socket.disconnect();
  process.exit(0);
});
