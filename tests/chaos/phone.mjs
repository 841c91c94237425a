// A client's telephone: dials, answers, declines and hangs up at moments of
// chance, and writes down what it is told of calls.

const passing = ['unavailable', 'overloaded'];
const overs = ['call:ended', 'call:missed', 'call:rejected', 'call:cancelled'];

export class Phone {
  #name;
  #dials;
  #say;
  #tell;
  #random;
  #running = false;
  #timers = new Set();
  /** The calls that it knows of: id → {mine, answered}. */
  #calls = new Map();
  /** How often it was cut off. */
  #losses = 0;
  /** Its dialling is not answered. */
  #waits = false;
  /** What it has asked on this connection and is not answered: by number. */
  #open = new Map();
  #asked = 0;
  /** Called when less is unanswered. */
  onProgress = () => {};

  /** `dials`: whom it calls again and again; null for one that only answers. */
  constructor(name, dials, say, tell, random) {
    this.#name = name;
    this.#dials = dials;
    this.#say = say;
    this.#tell = tell;
    this.#random = random;
  }

  listen(socket) {
    socket.on('call:incoming', ({callId}) => this.#rings(callId));
    socket.on('call:accepted', ({callId}) => this.#answered(callId));
    for (const event of overs)
      socket.on(event, ({callId}) => this.#over(callId, event));
    socket.on('disconnect', () => {
      ++this.#losses;
      this.#open.clear();
      this.onProgress();
      this.#waits = false;
    });
    socket.on('connect', () => {
      // It may have missed how these ended.
      for (const call of this.#calls.keys())
        this.#soon(500, () => this.#hangUp(call));
    });
  }

  get unanswered() {
    return [...this.#open.values()];
  }

  start() {
    this.#running = true;
    if (this.#dials)
      this.#soon(300, () => this.#dial());
  }

  /** Dials no more, and hangs up. */
  stop() {
    this.#running = false;
    for (const timer of this.#timers)
      clearTimeout(timer);
    for (const id of [...this.#calls.keys()])
      this.#hangUp(id);
  }

  #soon(milliseconds, what) {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      what();
    }, this.#running ? this.#random.below(milliseconds) : 50);
    this.#timers.add(timer);
  }

  #chance(percent) {
    return this.#random.below(100) < percent;
  }

  #ask(what, payload, done = () => {}) {
    const number = ++this.#asked;
    const said = this.#say(`call:${what}`, payload, answer => {
      this.#open.delete(number);
      const call = answer.data?.callId ?? payload.callId;
      this.#tell(answer.success
        ? {t: 'call acked', client: this.#name, what, call}
        : {t: 'call refused', client: this.#name, what, call,
           error: answer.error});
      done(answer.success, call, answer.error);
      this.onProgress();
    });
    if (said)
      this.#open.set(number, `call:${what} ${payload.callId ?? ''}`);
    return said;
  }

  #dial() {
    if (!this.#waits && this.#calls.size === 0)
      this.#waits = this.#ask('initiate',
        {calleeId: this.#dials, calleeType: 'astrologer', callType: 'voice'},
        (began, call) => this.#began(began, call));
    this.#soon(400, () => this.#dial());
  }

  #began(began, call) {
    this.#waits = false;
    if (!began)
      return;
    this.#calls.set(call, {mine: true, answered: false});
    if (!this.#running)
      this.#hangUp(call);
    else if (this.#chance(20))
      this.#soon(200, () => this.#hangUp(call));
  }

  #rings(call) {
    this.#calls.set(call, {mine: false, answered: false});
    if (!this.#running)
      return this.#hangUp(call);
    if (this.#chance(60))
      this.#soon(100, () => this.#accept(call));
    else if (this.#chance(50))
      this.#soon(100, () => this.#hangUp(call));
  }

  #accept(call) {
    this.#ask('accept', {callId: call}, won => {
      const known = this.#calls.get(call);
      if (!won || !known)
        return;
      known.answered = true;
      if (this.#chance(50))
        this.#soon(300, () => this.#hangUp(call));
    });
  }

  #answered(call) {
    this.#told(call, 'call:accepted');
    this.#calls.set(call, {mine: true, answered: true});
    this.#soon(300, () => this.#hangUp(call));
  }

  #over(call, event) {
    this.#told(call, event);
    this.#calls.delete(call);
  }

  /** Who comes back hears of some things again. */
  #told(call, event) {
    this.#tell({t: 'call told', client: this.#name, call, event,
                connection: this.#losses});
  }

  #hangUp(call) {
    const known = this.#calls.get(call);
    if (!known)
      return;
    const what = known.answered ? 'end' : known.mine ? 'cancel' : 'reject';
    this.#ask(what, {callId: call}, (done, _, error) => {
      if (!done && passing.includes(error))
        return this.#soon(200, () => this.#hangUp(call));
      if (done || what !== 'reject')
        return this.#calls.delete(call);
      // Its own answer may have been stored.
      known.answered = true;
      this.#hangUp(call);
    });
  }
}
