// The handlers of the direct dialect.

import {describe, describeRow, readMessage} from './messages.mjs';
import {seqOfMessage} from './store.mjs';

const refusal = (message, error) => ({success: false, message, error});
const unknown = refusal('Conversation not found', 'not_found');
const nothing = () => {};

export function serveSockets(io, store, readToken, serveCalls) {
  io.use(async (socket, next) => {
    const {auth, headers, query} = socket.handshake;
    const who = readToken(auth.token
      ?? headers.authorization?.replace(/^Bearer /, '') ?? query.token);
    if (!who) {
      const error = new Error('The token is missing or not valid');
      error.data = {error: 'unauthenticated'};
      return next(error);
    }
    socket.data.who = who;
    try {
      await store.greet(who);
      next();
    } catch (error) {
      next(error);
    }
  });
  io.on('connection', socket => {
    serve(io, socket, store);
    serveCalls(socket, socket.data.who);
  });
}

function serve(io, socket, store) {
  const {who} = socket.data;

  /** Answers what `work` returns, or why it failed. */
  const handle = (event, work) =>
    socket.on(event, async (data, ack) => {
      const answer = typeof ack === 'function' ? ack : nothing;
      try {
        const c = await store.conversation(data?.conversationId ?? data, who);
        const said = c ? await work(c, data, answer) : unknown;
        if (said?.success === false)
          socket.emit('dm:error', {...said, event});
        if (said)
          answer(said);
      } catch (error) {
        console.error(error);
        const said = refusal('Try again', 'unavailable');
        socket.emit('dm:error', {...said, event});
        answer(said);
      }
    });

  handle('dm:join_conversation', (c, data, answer) => {
    socket.join(c.room);
    const joined = {conversationId: c.id};
    answer({success: true, data: joined});
    socket.emit('dm:joined', joined);
  });

  handle('dm:send_message', async (c, data, answer) => {
    const m = readMessage(data, who);
    if (typeof m === 'string')
      return refusal(m, 'validation_failed');
    const message = describe(c, await store.add(c, m));
    answer({success: true, data: message});
    io.to(c.room).emit('dm:message_received', message);
  });

  for (const event of ['dm:typing_start', 'dm:typing_stop'])
    handle(event, c => {
      if (!socket.rooms.has(c.room))
        return unknown;
      socket.to(c.room).emit(event, {conversationId: c.id, userId: who.id});
    });

  handle('dm:mark_read', async (c, {messageIds}, answer) => {
    const seq = Math.max(...messageIds.map(seqOfMessage));
    if (!(seq <= c.lastSeq))
      return refusal('messageIds must be a list of ids', 'validation_failed');
    await store.markRead(c, who, seq);
    const marked = {conversationId: c.id, messageIds, readBy: who.id};
    answer({success: true, data: marked});
    io.to(c.room).emit('dm:messages_read', marked);
  });

  handle('dm:history', async (c, {after, before, limit = 50}, answer) => {
    if (!(limit >= 1 && limit <= 100))
      return refusal('limit is not a number in bounds', 'validation_failed');
    const asOfSeq = c.lastSeq;
    const rows = await store.page(c, {limit, after, before});
    answer({success: true, data: {conversationId: c.id}});
    const hasMore = rows.length > 0
      && (after === undefined ? rows[0][0] > 1 : rows.at(-1)[0] < asOfSeq);
    socket.emit('dm:history', {conversationId: c.id,
      messages: rows.map(row => describeRow(c, row)),
      total: asOfSeq, page: 1, limit, hasMore, asOfSeq});
  });

  handle('dm:leave_conversation', c => {
    socket.leave(c.room);
    return {success: true, data: {conversationId: c.id}};
  });
}
