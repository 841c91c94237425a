// main.mjs [--port N] [--grouped]: the peer. Settings come from the environment
// variables that the server has too: DATABASE_URL, JWT_SECRET, ADMIN_SECRET_KEY,
// AGORA_APP_ID, AGORA_APP_CERTIFICATE, RING_TIMEOUT_SECONDS.

import {createServer} from 'node:http';
import {parseArgs} from 'node:util';

import express from 'express';
import {Server} from 'socket.io';

import {callServer} from './calls.mjs';
import {serveRest} from './rest.mjs';
import {serveSockets} from './sockets.mjs';
import {openStore} from './store.mjs';
import {tokenReader} from './tokens.mjs';

const {values} = parseArgs({options: {
  port: {type: 'string', default: process.env.PORT ?? '3200'},
  grouped: {type: 'boolean', default: false},
}});

const store = await openStore(process.env.DATABASE_URL, {
  grouped: values.grouped,
  // Beyond about this many, backends only wait for each other's commits.
  connections: Number(process.env.PEER_CONNECTIONS ?? 16),
});
const readToken = tokenReader(process.env.JWT_SECRET);

const app = express();
const http = createServer({keepAliveTimeout: 65_000}, app);
const io = new Server(http, {
  serveClient: false,
  perMessageDeflate: false,
  httpCompression: false,
  maxHttpBufferSize: 1_000_000,
});
serveRest(app, io, store, readToken, process.env.ADMIN_SECRET_KEY);
serveSockets(io, store, readToken, callServer(io, store, {
  appId: process.env.AGORA_APP_ID,
  certificate: process.env.AGORA_APP_CERTIFICATE,
  ringMs: Number(process.env.RING_TIMEOUT_SECONDS ?? 60) * 1000,
}));

http.listen(Number(values.port), '127.0.0.1', 4096, () =>
  console.log(`peer: listening on 127.0.0.1:${values.port}`));
process.on('SIGTERM', () => process.exit(0));
