// What is stored, and in what order. One process owns the database, so that
// conversations are kept in memory once they were read.

import pg from 'pg';

import {storeCalls} from './call_store.mjs';
import {openGroups} from './groups.mjs';
import * as sql from './schema.mjs';

// bigint: seqs and numbers stay far below 2^53.
pg.types.setTypeParser(20, Number);

/** libpq's URLs, with the socket's folder in the query. */
function settings(url) {
  const {pathname, searchParams, hostname, port, username} = new URL(url);
  return {
    database: pathname.slice(1),
    host: searchParams.get('host') || hostname || 'localhost',
    port: Number(searchParams.get('port') || port || 5432),
    user: searchParams.get('user') || username || undefined,
  };
}

const hex = number => number.toString(16).padStart(12, '0');
export const conversationId = no => `000000000000${hex(no)}`;
export const messageId = (no, seq) => hex(no) + hex(seq);
export const seqOfMessage = id => Number.parseInt(id.slice(12), 16);

const isId = text => typeof text === 'string' && /^[0-9a-f]{24}$/.test(text);

export async function openStore(url, {grouped, connections}) {
  const where = settings(url);
  const pool = new pg.Pool({...where, max: connections, idleTimeoutMillis: 0});
  await pool.query(sql.schema);
  const run = (statement, values, rowMode) =>
    pool.query({...statement, values, rowMode});
  const conversations = new Map(); // promises, by id
  const users = new Map(); // {id, role, name}, by id
  const consultations = new Set();
  const add = grouped ? await together(where) : singly(run);

  const pairOf = (user, astrologer) => `${user}\n${astrologer}`;

  async function load(id) {
    const no = Number.parseInt(id.slice(12), 16);
    const {rows: [row]} = await run(sql.findConversation, [no]);
    if (!row) {
      conversations.delete(id);
      return undefined;
    }
    const roles = new Map();
    const {rows} = await run(sql.findRoles, [row.members]);
    for (const x of rows)
      roles.set(x.id, x.role);
    return {no, id, kind: row.kind, room: `conversation:${id}`, roles,
      members: row.members, lastSeq: row.last_seq, reads: new Map(),
      tail: undefined};
  }

  return {
    async putUser(id, role, name) {
      await run(sql.putUser, [id, role, name]);
      users.set(id, {id, role, name});
    },

    async user(id) {
      let found = users.get(id);
      if (found === undefined) {
        ({rows: [found]} = await run(sql.findUser, [id]));
        if (found)
          users.set(id, found);
      }
      return found;
    },

    /** Makes a user who was never seen. */
    async greet(who) {
      if (!users.has(who.id))
        await this.putUser(who.id, who.role, who.name);
    },

    async putConsultation(user, astrologer) {
      await run(sql.putConsultation, [user, astrologer]);
      consultations.add(pairOf(user, astrologer));
    },

    async haveConsulted(user, astrologer) {
      const pair = pairOf(user, astrologer);
      if (consultations.has(pair))
        return true;
      const {rowCount} = await run(sql.findConsultation, [user, astrologer]);
      if (rowCount > 0)
        consultations.add(pair);
      return rowCount > 0;
    },

    async makeConversation(kind, members) {
      if (kind === 'user_astrologer'
        && !await this.haveConsulted(...members))
        return undefined;
      const pair = kind === 'group' ? null : [...members].sort().join('\n');
      const {rows} = await run(sql.makeConversation, [kind, members, pair]);
      return conversationId(rows[0].no);
    },

    /** The conversation, if `who` takes part in it. */
    async conversation(id, who) {
      if (!isId(id))
        return undefined;
      let found = conversations.get(id);
      if (found === undefined) {
        found = load(id);
        conversations.set(id, found);
        found.then(x => x && conversations.set(id, x),
          () => conversations.delete(id));
      }
      if (found instanceof Promise)
        found = await found;
      return found?.roles.has(who.id) ? found : undefined;
    },

    /** Resolves to the message when it is on disk. */
    add,

    calls: await storeCalls(run, grouped ? where : undefined),

    async page(c, {limit, after, before}) {
      const {rows} = after === undefined
        ? await run(sql.newest,
          [c.no, before ?? Number.MAX_SAFE_INTEGER, limit], 'array')
        : await run(sql.following, [c.no, after, limit], 'array');
      if (after === undefined)
        rows.reverse();
      return rows;
    },

    async markRead(c, who, seq) {
      await run(sql.markRead, [c.no, who.id, seq]);
      if (seq > (c.reads.get(who.id) ?? 0))
        c.reads.set(who.id, seq);
    },
  };
}

/** A statement a message; those of one conversation one after the other. */
function singly(run) {
  async function insert(c, m) {
    const {rows} = await run(sql.addMessage, [c.no, m.sender, m.kind,
      m.content, m.mediaUrl, m.replyTo, m.createdAt], 'array');
    m.seq = rows[0][0];
    c.lastSeq = m.seq;
    return m;
  }
  return (c, m) => {
    const done = c.tail
      ? c.tail.then(() => insert(c, m), () => insert(c, m)) : insert(c, m);
    c.tail = done;
    const forget = () => {
      if (c.tail === done)
        c.tail = undefined;
    };
    done.then(forget, forget);
    return done;
  };
}

/** A statement for all messages that came while the last one was committed. */
async function together(where) {
  const add = await openGroups(where, 2, async (client, group) => {
    const columns = Array.from({length: 7}, () => []);
    const heads = new Map();
    for (const {c, m} of group) {
      m.seq = ++c.lastSeq;
      heads.set(c.no, m.seq);
      [c.no, m.seq, m.sender, m.kind, m.content, m.mediaUrl, m.createdAt]
        .forEach((value, i) => columns[i].push(value));
    }
    try {
      await client.query({...sql.addMessages,
        values: [...columns, [...heads.keys()], [...heads.values()]]});
    } catch (error) {
      for (const {c} of group)
        --c.lastSeq;
      throw error;
    }
    return group.map(x => x.m);
  });
  return (c, m) => add(c.no, {c, m});
}
