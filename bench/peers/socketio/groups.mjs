// Group commit: what waits while a statement runs shares the next one.

import pg from 'pg';

const mostInGroup = 1000;

/**
 * A function that takes a key and an item, and resolves to what `write` makes
 * of it: of a client and a list of items a list of results. Items of one key
 * are written in their order, on one of `count` connections.
 */
export async function openGroups(where, count, write) {
  const writers = [];
  for (let i = 0; i < count; ++i) {
    const client = new pg.Client(where);
    await client.connect();
    writers.push({client, waiting: [], busy: false});
  }

  async function drain(writer) {
    while (writer.waiting.length > 0) {
      const group = writer.waiting.splice(0, mostInGroup);
      try {
        const results = await write(writer.client, group.map(x => x.item));
        group.forEach((x, i) => x.resolve(results[i]));
      } catch (error) {
        for (const {reject} of group)
          reject(error);
      }
    }
    writer.busy = false;
  }

  return (key, item) => new Promise((resolve, reject) => {
    const writer = writers[key % writers.length];
    writer.waiting.push({item, resolve, reject});
    // What else this turn of the loop brings goes along.
    if (!writer.busy) {
      writer.busy = true;
      setImmediate(drain, writer);
    }
  });
}
