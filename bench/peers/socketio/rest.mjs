// The REST routes that the load driver needs, on Express. What is most asked
// for is mounted first: its router tries one layer after the other.

import express from 'express';

import {describe, describePage, readMessage} from './messages.mjs';

/**
 * By hand: `response.json` would make texts of what are texts already, and
 * `response.send` look for what a cache may know.
 */
function respond(response, status, json) {
  response.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(json),
  });
  response.end(json);
}

const refusal = (status, message, error) => {
  const json = JSON.stringify({success: false, message, error});
  return response => respond(response, status, json);
};
const noConversation =
  refusal(404, 'There is no such conversation.', 'not_found');
const noRoute = refusal(404, 'There is no such route.', 'not_found');
const noToken = refusal(401, 'The token is missing or not valid.',
  'unauthenticated');
const notConsulted = refusal(403, 'The two have not consulted.', 'forbidden');
const noLimit = refusal(400, 'limit is not a number in bounds.',
  'validation_failed');
const notJson = refusal(400, 'The body is not JSON.', 'validation_failed');
const failure = refusal(500, 'Something went wrong.', 'internal');

/** The envelope: the object in `data`, and its fields at the top level. */
const envelope = json =>
  `{"success":true,"message":"OK","data":${json},${json.slice(1)}`;

const numberIn = text => text === undefined ? undefined : Number(text);

/** The JSON of a body, which there has to be. */
const readBody = [
  express.json({limit: '1mb'}),
  (request, response, next) =>
    request.body === undefined ? notJson(response) : next(),
];

function messages(io, store, readToken) {
  function authenticate(request, response, next) {
    request.who =
      readToken(request.headers.authorization?.slice('Bearer '.length));
    return request.who ? next() : noToken(response);
  }

  async function findConversation(request, response, next) {
    request.conversation =
      await store.conversation(request.params.id, request.who);
    return request.conversation ? next() : noConversation(response);
  }

  async function page({conversation: c, query}, response) {
    const limit = numberIn(query.limit) ?? 50;
    if (!(limit >= 1 && limit <= 100))
      return noLimit(response);
    const after = numberIn(query.after);
    const rows =
      await store.page(c, {limit, after, before: numberIn(query.before)});
    const hasMore = after === undefined
      ? rows.length > 0 && rows[0][0] > 1
      : rows.length > 0 && rows.at(-1)[0] < c.lastSeq;
    const next = !hasMore ? null
      : after === undefined ? rows[0][0] : rows.at(-1)[0];
    const json = envelope(
      `{"messages":${describePage(c, rows)},"asOfSeq":${c.lastSeq}}`);
    respond(response, 200, `${json.slice(0, -1)},"pagination":`
      + `{"page":1,"limit":${limit},"total":${c.lastSeq},`
      + `"hasMore":${hasMore},"nextCursor":${next}}}`);
  }

  async function post({conversation: c, body, who}, response) {
    const m = readMessage(body, who);
    if (typeof m === 'string')
      return refusal(400, m, 'validation_failed')(response);
    const message = describe(c, await store.add(c, m));
    io.to(c.room).emit('dm:message_received', message);
    respond(response, 201, envelope(JSON.stringify(message)));
  }

  const router = express.Router();
  router.route('/:id/messages')
    .all(authenticate, findConversation)
    .get(page)
    .post(readBody, post);
  return router;
}

function admin(store, adminKey) {
  const router = express.Router();
  router.use((request, response, next) =>
    request.headers['x-admin-key'] === adminKey ? next() : noToken(response));

  router.put('/users/:id', readBody, async ({params: {id}, body}, response) => {
    const {role, name = null} = body;
    await store.putUser(id, role, name);
    respond(response, 200, envelope(JSON.stringify({id, role, name})));
  });

  router.put('/consultations/:user/:astrologer', async ({params}, response) => {
    const {user, astrologer} = params;
    await store.putConsultation(user, astrologer);
    respond(response, 200, envelope(JSON.stringify({user, astrologer})));
  });

  router.post('/conversations', readBody, async ({body}, response) => {
    const {participants, conversationType = 'group'} = body;
    const id = await store.makeConversation(conversationType,
      participants.map(x => x.id));
    if (!id)
      return notConsulted(response);
    respond(response, 201, envelope(JSON.stringify({id, conversationType})));
  });
  return router;
}

export function serveRest(app, io, store, readToken, adminKey) {
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  app.use('/api/conversations', messages(io, store, readToken));
  app.use('/api/admin', admin(store, adminKey));
  app.use((request, response) => noRoute(response));
  // Express knows the handler of errors by its four parameters.
  app.use((error, request, response, next) => {
    if (response.headersSent)
      return next(error);
    if (error.status >= 400 && error.status < 500)
      return notJson(response);
    console.error(error);
    failure(response);
  });
}
