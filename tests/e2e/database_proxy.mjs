// Stands between a server and its database, to take the database away and to
// give it back.

import {mkdtemp, rm} from 'node:fs/promises';
import {connect, createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

export class DatabaseProxy {
  #links = new Set();
  #server;
  #held = null;

  static async create(databaseUrl) {
    const proxy = new DatabaseProxy();
    const fields = new URLSearchParams(databaseUrl.split('?')[1]);
    const name = `.s.PGSQL.${fields.get('port')}`;
    proxy.target = join(fields.get('host'), name);
    proxy.folder = await mkdtemp(join(tmpdir(), 'proxy-'));
    proxy.path = join(proxy.folder, name);
    fields.set('host', proxy.folder);
    proxy.url = `${databaseUrl.split('?')[0]}?${
      decodeURIComponent(fields.toString())}`;
    await proxy.heal();
    return proxy;
  }

  /** The database is there (again). */
  async heal() {
    if (this.#server?.listening)
      return;
    this.#server = createServer(client => this.#link(client));
    await new Promise(done => this.#server.listen(this.path, done));
  }

  /** Every connection breaks, and no new one is taken. */
  async cut() {
    if (!this.#server?.listening)
      return;
    const closed = new Promise(done => this.#server.close(done));
    for (const socket of this.#links)
      socket.destroy();
    this.#links.clear();
    await closed;
    await rm(this.path, {force: true});
  }

  /**
   * Breaks every connection right after the database has got the next request
   * that says `marker`, and before its answer comes back.
   */
  cutAfter(marker) {
    this.#held = marker;
  }

  async stop() {
    await this.cut();
    await rm(this.folder, {recursive: true, force: true});
  }

  #link(client) {
    const database = connect(this.target);
    for (const socket of [client, database]) {
      this.#links.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        this.#links.delete(socket);
        client.destroy();
        database.destroy();
      });
    }
    client.on('data', chunk => {
      if (this.#held !== null && chunk.includes(this.#held)) {
        this.#held = null;
        // The database does its work; nobody hears of it.
        database.write(chunk);
        client.destroy();
        return;
      }
      database.write(chunk);
    });
    database.on('data', chunk => client.write(chunk));
  }
}
