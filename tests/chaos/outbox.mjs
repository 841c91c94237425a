// What one client has to say: every message has a clientMessageId and is sent
// again until it is answered; so are deletions and read marks.

const window = 6;

export class Outbox {
  #waiting = new Map();
  #count = 0;
  #say;
  #tell;
  #random;

  /**
   * `say(event, payload, answer)` sends if the socket is connected;
   * `tell(entry)` writes down what became of it.
   */
  constructor(name, say, tell, random) {
    this.name = name;
    this.#say = say;
    this.#tell = tell;
    this.#random = random;
  }

  get isEmpty() {
    return this.#waiting.size === 0;
  }

  get waiting() {
    return this.#waiting.size;
  }

  get isFull() {
    return this.#waiting.size >= window;
  }

  post(conversation, size, mayGiveUp = true) {
    const number = ++this.#count;
    const text = `${this.name}#${number} `;
    const content = text + 'x'.repeat(this.#random.below(size));
    // Some clients tell their user that it was refused, and leave it.
    const givesUp = mayGiveUp && number % 5 === 0;
    this.#put(`m${number}`, 'dm:send_message', {
      conversationId: conversation, content,
      clientMessageId: `${this.name}-${number}`,
    }, {what: 'message', conversation, content, givesUp});
  }

  delete(conversation, messageId, seq) {
    this.#put(`d${messageId}`, 'dm:delete_message',
      {conversationId: conversation, messageId},
      {what: 'deletion', conversation, seq});
  }

  read(conversation, messageId, seq) {
    this.#put(`r${messageId}`, 'dm:mark_read',
      {conversationId: conversation, messageIds: [messageId]},
      {what: 'read', conversation, seq});
  }

  #put(key, event, payload, about) {
    this.#waiting.set(key, {event, payload, about, sends: 0});
    this.#send(key);
  }

  #send(key) {
    const item = this.#waiting.get(key);
    const sent = this.#say(item.event, item.payload,
      answer => this.#take(key, item, answer));
    if (sent)
      ++item.sends;
  }

  /** After a connection was lost: what was not answered goes out again. */
  sendAgain() {
    for (const key of [...this.#waiting.keys()])
      this.#send(key);
  }

  #take(key, item, answer) {
    const {about, sends} = item;
    const entry = {client: this.name, ...about, sends};
    if (answer.success) {
      const {id, seq, rev} = answer.data ?? {};
      this.#tell(about.what === 'message'
        ? {...entry, t: 'acked', id, seq, rev} : {...entry, t: 'acked'});
      // A second answer is written down too: it has to say the same.
      if (this.#waiting.delete(key))
        this.onAcked?.(about, answer.data);
      return;
    }
    const passing = ['unavailable', 'overloaded'].includes(answer.error);
    // Only of one that was sent once is it known that it is not stored.
    const over = !passing || (about.givesUp && sends === 1);
    this.#tell({...entry, t: 'refused', error: answer.error, over,
                why: answer.message});
    if (over)
      this.#waiting.delete(key);
    else
      setTimeout(() => this.#waiting.has(key) && this.#send(key),
        20 + this.#random.below(80));
    this.onRefused?.();
  }
}
