// Calls: who may, what follows, and when ringing is over. Live calls are in
// memory, with their timers; what changes is told when it is on disk.

import agora from 'agora-token';

import {describeAnswered, describeBegun, describeCall, describeEnded,
  describeIncoming, describeToken} from './call_words.mjs';

const tokenSeconds = 3600;

const refusal = (message, error) => ({success: false, message, error});
const unknown = refusal('Call not found', 'not_found');
const notAllowed = refusal('The two may not call each other', 'forbidden');
const busy = refusal('One of the two is in another call', 'busy');
const over = refusal('This call is over', 'call_over');
const noCallee = refusal('calleeId must be the id of another user',
  'validation_failed');
const noKind = refusal('callType must be voice or video', 'validation_failed');
const nothing = () => {};

const kinds = new Map([['voice', 'voice'], ['audio', 'voice'],
  ['video', 'video']]);
const roomOf = user => `user:${user.id}`;
const callId = no => no.toString(16).padStart(24, '0');

/** What the clients of both are told of an end, by its reason. */
const endEvents = {
  completed: ['call:ended', 'call:end'],
  cancelled: ['call:cancelled', 'call:ended', 'call:end'],
  rejected: ['call:rejected', 'call:reject', 'call:ended', 'call:end'],
  no_answer: ['call:missed', 'call:end'],
};

/** A function that serves the calls of a socket. */
export function callServer(io, store, {appId, certificate, ringMs}) {
  const live = new Map(); // calls, by id
  const parties = new Map(); // calls, by user id
  let lastNo = 0;

  const makeToken = channel =>
    agora.RtcTokenBuilder.buildTokenWithUid(appId, certificate, channel, 0,
      agora.RtcRole.PUBLISHER, tokenSeconds, tokenSeconds);

  async function mayCall(caller, callee) {
    if (caller.role === 'admin' || callee.role === 'admin')
      return true;
    if (caller.role === callee.role)
      return false;
    return caller.role === 'user' ? store.haveConsulted(caller.id, callee.id)
      : store.haveConsulted(callee.id, caller.id);
  }

  /** One change of a call after the other. */
  function inTurn(call, work) {
    const done = call.tail ? call.tail.then(work, work) : work();
    call.tail = done;
    const forget = () => {
      if (call.tail === done)
        call.tail = undefined;
    };
    done.then(forget, forget);
    return done;
  }

  function forget(call) {
    clearTimeout(call.timer);
    live.delete(call.id);
    parties.delete(call.caller.id);
    parties.delete(call.callee.id);
  }

  async function end(call, status, reason, by) {
    const at = Date.now();
    await store.calls.end(call, {status, at, reason, by});
    Object.assign(call, {status, endedAt: at, endReason: reason, endedBy: by});
    forget(call);
    const told = describeEnded(call);
    const both = io.to(roomOf(call.caller)).to(roomOf(call.callee));
    for (const event of endEvents[reason])
      both.emit(event, told);
  }

  function miss(call) {
    inTurn(call, async () => {
      if (call.status === 'ringing')
        await end(call, 'missed', 'no_answer', null);
    }).catch(error => {
      console.error(error);
      call.timer = setTimeout(miss, 1000, call);
    });
  }

  async function initiate(socket, who, data) {
    const kind = kinds.get(data?.callType ?? 'voice');
    if (!kind)
      return noKind;
    const id = data?.calleeId ?? data?.recipientId;
    const callee = typeof id === 'string' && id !== who.id
      ? await store.user(id) : undefined;
    if (!callee)
      return noCallee;
    if (!await mayCall(who, callee))
      return notAllowed;
    if (parties.has(who.id) || parties.has(callee.id))
      return busy;
    const no = ++lastNo;
    const channel = `call_${callId(no)}`;
    const createdAt = Date.now();
    const call = {no, id: callId(no), caller: who, callee, kind, channel,
      token: makeToken(channel), status: 'ringing', createdAt,
      ringUntil: createdAt + ringMs, answeredAt: null, endedAt: null,
      endReason: null, endedBy: null, timer: undefined, tail: undefined};
    live.set(call.id, call);
    parties.set(who.id, call);
    parties.set(callee.id, call);
    try {
      if (!await inTurn(call, () => store.calls.begin(call))) {
        forget(call);
        return busy;
      }
    } catch (error) {
      forget(call);
      throw error;
    }
    call.timer = setTimeout(miss, call.ringUntil - Date.now(), call);
    const told = describeToken(call, appId);
    socket.emit('call:initiated', told);
    socket.emit('call:token', told);
    io.to(roomOf(callee)).emit('call:incoming', describeIncoming(call, appId));
    return {success: true, data: describeBegun(call, appId)};
  }

  async function accept(socket, who, call) {
    if (who.id !== call.callee.id)
      return notAllowed;
    if (call.status !== 'ringing')
      return over;
    const at = Date.now();
    if (!await store.calls.answer(call, {at}))
      return over;
    clearTimeout(call.timer);
    call.status = 'answered';
    call.answeredAt = at;
    const told = describeAnswered(call);
    io.to(roomOf(call.caller)).emit('call:accepted', told);
    io.to(roomOf(call.caller)).emit('call:accept', told);
    if (io.of('/').adapter.rooms.get(roomOf(who)).size > 1) {
      const taken = {callId: call.id, contactId: call.caller.id, duration: 0,
        reason: 'answered_elsewhere', endReason: 'answered_elsewhere'};
      socket.to(roomOf(who)).emit('call:ended', taken);
      socket.to(roomOf(who)).emit('call:end', taken);
    }
    return {success: true, data: describeCall(call)};
  }

  async function hangUp(socket, who, call) {
    if (call.endedAt === null) {
      if (call.status === 'answered')
        await end(call, 'ended', 'completed', who.id);
      else if (who.id === call.caller.id)
        await end(call, 'ended', 'cancelled', who.id);
      else
        await end(call, 'rejected', 'rejected', who.id);
    }
    return {success: true, data: describeCall(call)};
  }

  /** A handler of a live call that `who` is a party of. */
  const about = work => async (socket, who, data) => {
    const id = data?.callId ?? data;
    const call = live.get(id);
    if (call !== undefined)
      return call.caller.id === who.id || call.callee.id === who.id
        ? inTurn(call, () => work(socket, who, call)) : unknown;
    // One that both hang up is over when the second does.
    const row = /^[0-9a-f]{24}$/.test(id)
      ? await store.calls.find(Number.parseInt(id, 16)) : undefined;
    if (!row || (row.caller !== who.id && row.callee !== who.id))
      return unknown;
    return work === hangUp ? {success: true, data: {callId: id}} : over;
  };

  const handlers = {
    'call:initiate': initiate,
    'call:accept': about(accept),
    'call:end': about(hangUp),
  };

  return (socket, who) => {
    socket.join(roomOf(who));
    for (const [event, work] of Object.entries(handlers))
      socket.on(event, async (data, ack) => {
        const answer = typeof ack === 'function' ? ack : nothing;
        let said;
        try {
          said = await work(socket, who, data);
        } catch (error) {
          console.error(error);
          said = refusal('Try again', 'unavailable');
        }
        if (!said.success) {
          socket.emit('call:error', {...said, event});
          socket.emit('error', {...said, event});
        }
        answer(said);
      });
  };
}
