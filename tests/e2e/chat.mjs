#!/usr/bin/env node
// A chat for two terminals.
// Usage: node tests/e2e/chat.mjs URL TOKEN CONVERSATION_ID ["a message"]
// Joins the conversation, sends the message if there is one and then each line
// of standard input, and prints what it hears. Ctrl-C ends it; with a message
// and without a terminal it ends when the message is acknowledged.

import {createInterface} from 'node:readline';
import process from 'node:process';

const [url, token, conversationId, message] = process.argv.slice(2);
if (!conversationId) {
  console.error('Usage: node chat.mjs URL TOKEN CONVERSATION_ID ["a message"]');
  process.exit(2);
}
const {io} = await import('socket.io-client').catch(() => {
  console.error('socket.io-client is not installed: npm ci --prefix tests/e2e');
  process.exit(2);
});

const socket = io(url, {transports: ['websocket'], auth: {token}});
const me = JSON.parse(Buffer.from(token.split('.')[1], 'base64url')).sub;

async function ask(event, payload) {
  const ack = await socket.timeout(10_000).emitWithAck(event, payload);
  if (!ack.success)
    console.error(`${event} was refused: ${ack.message} (${ack.error})`);
  return ack;
}

async function send(content) {
  const ack = await ask('dm:send_message', {conversationId, content});
  if (ack.success)
    console.log(`stored as number ${ack.data.seq}`);
  return ack.success;
}

socket.on('connect_error', error => {
  console.error(`not connected: ${error.message}`);
  if (error.data)
    process.exit(1);
});
socket.on('disconnect', reason => console.error(`disconnected: ${reason}`));
socket.on('dm:message_received', ({seq, senderId, content}) => {
  console.log(`#${seq} ${senderId}: ${content}`);
});
socket.on('dm:typing_start', ({userId}) => console.log(`${userId} is typing`));
socket.on('dm:typing_stop', ({userId}) => console.log(`${userId} stopped`));

let greeted = false;
socket.on('connect', async () => {
  const ack = await ask('dm:join_conversation', {conversationId});
  if (!ack.success)
    process.exit(1);
  if (greeted)
    return;
  greeted = true;
  const others = ack.data.participants.map(p => p.id).filter(id => id !== me);
  console.log(`joined as ${me}, with ${others.join(', ')}`);
  if (message !== undefined && !await send(message))
    process.exit(1);
  if (!process.stdin.isTTY && message !== undefined)
    process.exit(0);
  createInterface({input: process.stdin})
    .on('line', line => line.trim() && send(line));
});
process.on('SIGINT', () => {
  socket.disconnect();
  process.exit(0);
});
