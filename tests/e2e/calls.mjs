// What the tests of calls stand on: two people who may call each other, each
// with devices of one dialect, and what the same things are called in each.

import assert from 'node:assert/strict';
import {createWorld, until, within} from './harness.mjs';

/** An account at Agora that nobody has. */
export const agoraApp = {
  AGORA_APP_ID: '0123456789abcdef0123456789abcdef',
  AGORA_APP_CERTIFICATE: 'fedcba9876543210fedcba9876543210',
};

export function createCallWorld(env = {}, options = {}) {
  return createWorld({
    env: {...agoraApp, RATE_LIMIT_CALLS_PER_HOUR: '0', ...env}, ...options});
}

// -- the two dialects --------------------------------------------------------

const both = names => ({caller: names, callee: names});

/**
 * Seeds 000 and 001, and calls of Agora's. `ends` are the events that tell an
 * end, by its reason and by whose device hears them.
 */
export const direct = {
  dialect: 'direct',
  dial: (device, callee, more) => device.ask('call:initiate',
    {calleeId: callee.id, calleeType: callee.role, callType: 'voice', ...more}),
  answer: (device, callId, more) => device.ask('call:accept',
    {callId, ...more}),
  reject: (device, callId, reason) => device.ask('call:reject',
    {callId, reason}),
  cancel: (device, callId) => device.ask('call:cancel', {callId}),
  hangUp: (device, callId, more) => device.ask('call:end', {callId, ...more}),
  started: ['call:initiated', 'call:token'],
  incoming: 'call:incoming',
  answered: ['call:accepted', 'call:accept'],
  ends: {
    rejected: {caller: ['call:rejected', 'call:reject'],
               callee: ['call:ended', 'call:end']},
    busy: {caller: ['call:rejected', 'call:reject']},
    no_answer: both(['call:missed', 'call:end']),
    cancelled: both(['call:cancelled', 'call:ended', 'call:end']),
    completed: both(['call:ended', 'call:end']),
    network_error: both(['call:ended', 'call:end']),
    answered_elsewhere: {callee: ['call:ended', 'call:end']},
  },
  errors: ['call:error', 'error'],
  reasonOf: told => told.endReason,
};

/** Seed 004, and calls of WebRTC's. */
export const unified = {
  dialect: 'unified',
  dial: (device, callee, more) => device.ask('call:invite',
    {to: callee.id, media: 'audio', sdp: 'an offer', ...more}),
  answer: (device, callId, more) => device.ask('call:answer',
    {callId, accept: true, sdp: 'an answer', ...more}),
  reject: (device, callId, reason) => device.ask('call:answer',
    {callId, accept: false, reason}),
  cancel: (device, callId) => device.ask('call:hangup', {callId}),
  hangUp: (device, callId, more) => device.ask('call:hangup',
    {callId, ...more}),
  started: [],
  incoming: 'call:invite',
  answered: ['call:answer'],
  ends: {
    rejected: {caller: ['call:answer'], callee: ['call:hangup']},
    busy: {caller: ['call:answer']},
    no_answer: both(['call:hangup']),
    cancelled: both(['call:hangup']),
    completed: both(['call:hangup']),
    network_error: both(['call:hangup']),
    answered_elsewhere: {callee: ['call:hangup']},
  },
  errors: ['error'],
  reasonOf: told => told.reason === 'timeout' ? 'no_answer' : told.reason,
};

export const tongues = [direct, unified];

// -- people and devices ------------------------------------------------------

/** One more device of somebody; it speaks all dialects if none is named. */
export function comes(world, person, tongue) {
  return world.connect(person.token,
    {auth: {token: person.token, dialect: tongue?.dialect}});
}

/** As a phone does in a tunnel: no farewell. */
export async function drop(device) {
  device.socket.io.engine.transport.ws.terminate();
  await within(device.disconnected, 'the socket still stands');
}

/** A user with `callers` devices who may call an astrologer with `callees`. */
export async function couple(world, tongue, {callers = 1, callees = 1} = {}) {
  const {user, astrologer, conversation} = await world.pair();
  const devices = (of, count) => Promise.all(
    Array.from({length: count}, () => comes(world, of, tongue)));
  const pair = {user, astrologer, conversation, tongue,
                callers: await devices(user, callers),
                callees: await devices(astrologer, callees)};
  return {...pair, caller: pair.callers[0], callee: pair.callees[0]};
}

// -- steps that tests have in common -----------------------------------------

const of = callId => told => told.callId === callId;

/** The data of an ack that says that it was done. */
export function done(ack) {
  assert.equal(ack.success, true, JSON.stringify(ack));
  return ack.data;
}

/** Everything that `names` say of the call, each once: {name: payload}. */
export async function hear(device, names, callId) {
  const told = {};
  for (const name of names)
    told[name] = await device.next(name, of(callId));
  return told;
}

/** The end of the call, as `side` (caller, callee) is told it. */
export async function hearEnd(device, tongue, side, reason, callId,
                              {words} = {}) {
  const told = await hear(device, tongue.ends[reason][side], callId);
  for (const [name, what] of Object.entries(told))
    assert.ok([reason, words].includes(tongue.reasonOf(what)),
      `${name} says ${JSON.stringify(what)} of ${reason}`);
  return told;
}

/** Both sides hear the end, on each of their devices; and nothing else. */
export async function hearAllEnd(pair, reason, callId, more = {}) {
  const {tongue} = pair;
  for (const x of pair.callers)
    await hearEnd(x, tongue, 'caller', reason, callId, more);
  for (const x of pair.callees)
    await hearEnd(x, tongue, 'callee', reason, callId, more);
  for (const x of [...pair.callers, ...pair.callees])
    await assertNothingFollows(x, tongue, callId, more);
}

/** It rings at all of the callee's devices: the call as the caller's ack. */
export async function ring(pair, more) {
  const {tongue, caller, astrologer} = pair;
  const call = done(await tongue.dial(caller, astrologer, more));
  await hear(caller, tongue.started, call.callId);
  for (const x of pair.callees)
    await hear(x, [tongue.incoming], call.callId);
  return call;
}

/** The callee answers, and the caller hears so: the call as the answer's ack. */
export async function talk(pair, more) {
  const {tongue} = pair;
  const {callId} = await ring(pair, more);
  const call = done(await tongue.answer(pair.callee, callId));
  await hear(pair.caller, tongue.answered, callId);
  for (const x of pair.callees.slice(1))
    await hearEnd(x, tongue, 'callee', 'answered_elsewhere', callId);
  return call;
}

/**
 * Tries until it is taken: what finds a link to the database broken is refused,
 * or answered when it is known whether it was stored.
 */
export const untilTaken = act => until('it is not taken', async () => {
  const ack = await act();
  if (!ack.success)
    assert.ok(['unavailable', 'overloaded'].includes(ack.error), ack.error);
  return ack.success && ack.data;
}, 30_000);

/**
 * Hanging up once more changes nothing; and all that was told before is here
 * when that is answered. After an outage (`refused`: the events that tell of
 * refusals) it may take more than one try.
 */
export async function assertNothingFollows(device, tongue, callId,
                                           {refused = []} = {}) {
  if (refused.length === 0)
    done(await tongue.hangUp(device, callId));
  else
    await untilTaken(() => tongue.hangUp(device, callId));
  assert.deepEqual(
    device.unheard.filter(name => !refused.includes(name)), []);
}

/** The refusal, as an ack and as the events of the dialect: nothing else. */
export async function assertRefused(device, tongue, ack, code, words = /./) {
  assert.equal(ack.success, false, JSON.stringify(ack));
  assert.equal(ack.error, code, JSON.stringify(ack));
  assert.match(ack.message, words);
  assert.equal(ack.data, undefined);
  for (const name of tongue.errors) {
    const told = await device.next(name);
    assert.equal(told.error, code);
    assert.equal(told.message, ack.message);
  }
  assert.deepEqual(device.unheard, []);
}

/** That nothing has come, by something that comes after it. */
export async function assertQuiet(device, tongue) {
  await assertRefused(device, tongue,
    await tongue.hangUp(device, 'nobody-knows-this-call'), 'not_found');
}

// -- what is stored ----------------------------------------------------------

const states = [, 'ringing', 'answered', 'ongoing', 'ended'];
const reasons = [, 'completed', 'rejected', 'no_answer', 'busy', 'cancelled',
                 'network_error'];

/** The call as it stands in the database. */
export async function stored(world, callId) {
  const [row] = await world.sql(`select state, end_reason,
      (select u.id from users u where u.no = ended_by_no), detail, channel,
      extract(epoch from created_at), extract(epoch from ring_until),
      extract(epoch from answered_at), extract(epoch from ended_at)
    from calls where id = '${callId}'`);
  if (!row)
    return undefined;
  const [state, reason, endedBy, detail, channel, ...times] = row;
  const [createdAt, ringUntil, answeredAt, endedAt] =
    times.map(x => x === '' ? null : Number(x) * 1000);
  return {state: states[state], reason: reasons[reason], endedBy, detail,
          channel, createdAt, ringUntil, answeredAt, endedAt};
}

/** How many of them are kept busy by a call. */
export async function busyOf(world, ...people) {
  const ids = people.map(x => `'${x.id}'`).join(',');
  const [[count]] = await world.sql(`select count(*) from live_parties
    join users u on u.no = user_no where u.id in (${ids})`);
  return Number(count);
}

/** The call has ended for that reason, and both are free. */
export async function assertEnded(world, pair, callId, reason, endedBy) {
  const call = await stored(world, callId);
  assert.equal(call.state, 'ended');
  assert.equal(call.reason, reason);
  assert.equal(call.endedBy, endedBy?.id ?? '');
  assert.equal(await busyOf(world, pair.user, pair.astrologer), 0);
  return call;
}
