// What of calls is stored. A change names the state that it was decided on;
// live_parties keeps a user from being in two.

import {openGroups} from './groups.mjs';
import * as sql from './schema.mjs';

const uniqueViolation = '23505';

/**
 * {begin, answer, end, find}. The first three resolve to whether it was so when
 * that is on disk. With `where`, those that wait for a commit share the next.
 */
export async function storeCalls(run, where) {
  const find = async no => (await run(sql.findCall, [no])).rows[0];
  const one = {
    async begin(call) {
      try {
        await run(sql.beginCall, [call.no, call.caller.id, call.callee.id,
          call.kind, call.channel, call.createdAt]);
        return true;
      } catch (error) {
        if (error.code === uniqueViolation)
          return false;
        throw error;
      }
    },
    async answer(call, {at}) {
      return (await run(sql.answerCall, [call.no, at])).rowCount > 0;
    },
    async end(call, {status, at, reason, by}) {
      const {rowCount} =
        await run(sql.endCall, [call.no, status, at, reason, by]);
      return rowCount > 0;
    },
  };
  if (!where)
    return {...one, find};

  // One commit for all kinds is cheaper than two at the same time.
  const add = await openGroups(where, 1, async (client, group) => {
    try {
      return await write(client, group);
    } catch (error) {
      if (error.code !== uniqueViolation)
        throw error;
      // One of them is in a call that this process doesn't know of.
      return Promise.all(group.map(x => one[x.what](x.call, x.how)));
    }
  });
  return {
    begin: call => add(call.no, {what: 'begin', call}),
    answer: (call, how) => add(call.no, {what: 'answer', call, how}),
    end: (call, how) => add(call.no, {what: 'end', call, how}),
    find,
  };
}

async function write(client, group) {
  const columns = Array.from({length: 13}, () => []);
  const put = (first, ...values) =>
    values.forEach((value, i) => columns[first + i].push(value));
  for (const {what, call, how} of group)
    if (what === 'begin')
      put(0, call.no, call.caller.id, call.callee.id, call.kind, call.channel,
        call.createdAt);
    else if (what === 'answer')
      put(6, call.no, how.at);
    else
      put(8, call.no, how.status, how.at, how.reason, how.by);
  const {rows} = await client.query(
    {...sql.changeCalls, values: columns, rowMode: 'array'});
  const changed = new Set(rows.map(([no]) => no));
  return group.map(({what, call}) => what === 'begin' || changed.has(call.no));
}
