// The REST routes that the load driver needs. On node:http alone: a router and
// its middleware would cost more than most of these handlers.

import {describe, describePage, readMessage} from './messages.mjs';

const refusal = (status, message, error) => [status,
  JSON.stringify({success: false, message, error})];
const unknown = refusal(404, 'There is no such conversation.', 'not_found');
const noToken = refusal(401, 'The token is missing or not valid.',
  'unauthenticated');

/** The envelope: the object in `data`, and its fields at the top level. */
const success = (status, json) => [status,
  `{"success":true,"message":"OK","data":${json},${json.slice(1)}`];

export function serveRest(http, io, store, readToken, adminKey) {
  const routes = {
    async users(id, body) {
      const {role, name = null} = JSON.parse(body);
      await store.putUser(id, role, name);
      return success(200, JSON.stringify({id, role, name}));
    },

    async consultations(user, astrologer) {
      await store.putConsultation(user, astrologer);
      return success(200, JSON.stringify({user, astrologer}));
    },

    async newConversation(body) {
      const {participants, conversationType: kind = 'group'} = JSON.parse(body);
      const id =
        await store.makeConversation(kind, participants.map(x => x.id));
      return id ? success(201, JSON.stringify({id, conversationType: kind}))
        : refusal(403, 'The two have not consulted.', 'forbidden');
    },

    async page(c, query) {
      const number = name =>
        query.has(name) ? Number(query.get(name)) : undefined;
      const limit = number('limit') ?? 50;
      if (!(limit >= 1 && limit <= 100))
        return refusal(400, 'limit is not a number in bounds.',
          'validation_failed');
      const after = number('after');
      const rows =
        await store.page(c, {limit, after, before: number('before')});
      const hasMore = after === undefined
        ? rows.length > 0 && rows[0][0] > 1
        : rows.length > 0 && rows.at(-1)[0] < c.lastSeq;
      const next = !hasMore ? null
        : after === undefined ? rows[0][0] : rows.at(-1)[0];
      const [status, json] = success(200,
        `{"messages":${describePage(c, rows)},"asOfSeq":${c.lastSeq}}`);
      return [status, `${json.slice(0, -1)},"pagination":`
        + `{"page":1,"limit":${limit},"total":${c.lastSeq},`
        + `"hasMore":${hasMore},"nextCursor":${next}}}`];
    },

    async post(c, body, who) {
      const m = readMessage(JSON.parse(body), who);
      if (typeof m === 'string')
        return refusal(400, m, 'validation_failed');
      const message = describe(c, await store.add(c, m));
      io.to(c.room).emit('dm:message_received', message);
      return success(201, JSON.stringify(message));
    },
  };

  async function answer(request, body) {
    const {method, url, headers} = request;
    const mark = url.indexOf('?');
    const path = (mark < 0 ? url : url.slice(0, mark)).split('/');
    if (path[2] === 'conversations' && path[4] === 'messages') {
      const who = readToken(headers.authorization?.slice('Bearer '.length));
      if (!who)
        return noToken;
      const c = await store.conversation(path[3], who);
      if (!c)
        return unknown;
      return method === 'POST' ? routes.post(c, body, who)
        : routes.page(c, new URLSearchParams(url.slice(mark)));
    }
    if (path[2] === 'admin') {
      if (headers['x-admin-key'] !== adminKey)
        return noToken;
      if (path[3] === 'users')
        return routes.users(path[4], body);
      if (path[3] === 'consultations')
        return routes.consultations(path[4], path[5]);
      if (path[3] === 'conversations' && method === 'POST')
        return routes.newConversation(body);
    }
    return refusal(404, 'There is no such route.', 'not_found');
  }

  function respond(response, [status, json]) {
    response.writeHead(status, {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Length': Buffer.byteLength(json),
    });
    response.end(json);
  }

  async function serve(request, response, body) {
    try {
      respond(response, await answer(request, body));
    } catch (error) {
      if (!(error instanceof SyntaxError))
        console.error(error);
      respond(response, error instanceof SyntaxError
        ? refusal(400, 'The body is not JSON.', 'validation_failed')
        : refusal(500, 'Something went wrong.', 'internal'));
    }
  }

  http.on('request', (request, response) => {
    if (request.url.startsWith('/socket.io/'))
      return; // Socket.IO's own listener has it
    if (request.method === 'GET')
      return serve(request, response, '');
    let body = '';
    request.setEncoding('utf8');
    request.on('data', chunk => body += chunk);
    request.on('end', () => serve(request, response, body));
  });
}
