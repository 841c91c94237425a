// Keeps the clients writing, deleting, reading and calling at moments of chance.

export class Load {
  acked = 0;
  refused = 0;
  #clients;
  #random;
  #options;
  #running = false;
  #timers = new Set();

  constructor(clients, random, options, progress) {
    this.#clients = clients;
    this.#random = random;
    this.#options = options;
    for (const client of clients)
      this.#watch(client, progress);
  }

  #watch(client, progress) {
    client.onProgress = progress;
    client.phone.onProgress = progress;
    client.outbox.onRefused = () => {
      ++this.refused;
      progress();
    };
    client.outbox.onAcked = (about, data) => {
      if (about.what === 'message')
        ++this.acked;
      if (this.#running && about.what === 'message' && this.#oneIn(12))
        client.outbox.delete(about.conversation, data.id, data.seq);
      progress();
    };
    client.onHeard = event => {
      if (this.#running && client.writes && !event.deleted && this.#oneIn(25))
        client.outbox.read(event.conversation, event.id, event.seq);
      progress();
    };
  }

  #oneIn(count) {
    return this.#random.below(count) === 0;
  }

  start() {
    this.#running = true;
    for (const client of this.#clients)
      if (client.writes) {
        this.#later(client);
        client.phone.start();
      }
  }

  #later(client) {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#write(client);
    }, this.#random.below(2 * this.#options.paceMs));
    this.#timers.add(timer);
  }

  #write(client) {
    if (!this.#running)
      return;
    // With that many unanswered, a person stops writing too.
    if (!client.outbox.isFull) {
      const {conversations} = client;
      client.outbox.post(conversations[this.#random.below(conversations.length)],
        this.#options.size);
    }
    this.#later(client);
  }

  /** No more is begun; one last message to each conversation moves them all,
   * so that what others wrote there is noticed too. */
  stop() {
    this.#running = false;
    for (const timer of this.#timers)
      clearTimeout(timer);
    for (const client of this.#clients) {
      client.phone.stop();
      if (client.writes)
        for (const id of client.conversations)
          client.outbox.post(id, 1, false);
    }
  }

  get isAnswered() {
    return this.#clients.every(
      c => c.outbox.isEmpty && c.phone.unanswered.length === 0);
  }
}
