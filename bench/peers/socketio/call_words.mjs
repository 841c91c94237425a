// Calls as clients see them.

const iso = time => time === null ? null : new Date(time).toISOString();

/** Seconds from the answer to the end. */
export const durationOf = call =>
  call.answeredAt === null || call.endedAt === null ? 0
    : Math.floor((call.endedAt - call.answeredAt) / 1000);

/** What lets a client in. */
const entry = (call, appId) => ({
  agoraToken: call.token, token: call.token, uid: 0, agoraUid: 0, appId,
  expiresAt: iso(call.createdAt + 3_600_000),
});

export function describeCall(call) {
  const {id, caller, callee, answeredAt, endedAt} = call;
  const began = iso(call.createdAt);
  const answered = iso(answeredAt);
  const ended = iso(endedAt);
  return {
    id, _id: id, callId: id,
    callerId: caller.id, callerType: caller.role, callerName: caller.name,
    calleeId: callee.id, calleeType: callee.role, calleeName: callee.name,
    recipientId: callee.id, recipientType: callee.role,
    callType: call.kind, media: 'agora', status: call.status,
    channelName: call.channel, agoraChannelName: call.channel,
    conversationId: null, reason: null,
    initiatedAt: began, createdAt: began, startedAt: began,
    answeredAt: answered, acceptedAt: answered, connectedAt: null,
    endedAt: ended, updatedAt: ended ?? answered ?? began,
    duration: durationOf(call), endReason: call.endReason,
    endedBy: call.endedBy, ringUntil: iso(call.ringUntil),
  };
}

export const describeBegun = (call, appId) =>
  ({...describeCall(call), ...entry(call, appId)});

export const describeIncoming = (call, appId) => ({
  callId: call.id, callerId: call.caller.id, callerType: call.caller.role,
  callerName: call.caller.name, callerPhone: null, callerAvatar: null,
  callType: call.kind, agoraToken: call.token, channelName: call.channel,
  uid: 0, appId, conversationId: null, ringUntil: iso(call.ringUntil),
});

export const describeToken = (call, appId) => ({
  callId: call.id, channelName: call.channel, ...entry(call, appId),
});

export const describeAnswered = call => ({
  callId: call.id, contactId: call.callee.id, channelName: call.channel,
  answeredAt: iso(call.answeredAt),
});

export const describeEnded = call => ({
  callId: call.id, duration: durationOf(call), reason: null,
  endReason: call.endReason, endedBy: call.endedBy, endedAt: iso(call.endedAt),
});
