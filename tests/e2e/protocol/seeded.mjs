// Chance that can be repeated: SEED=… tries the same again.

const given = process.env.SEED;
export const seed = given ? Number(given)
  : Math.floor(Math.random() * 2 ** 31);

/** mulberry32; `next` gives numbers from 0 to 1. */
export class Random {
  #state;

  constructor(of) {
    this.#state = of >>> 0;
  }

  next() {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let x = this.#state;
    x = Math.imul(x ^ (x >>> 15), x | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number below `end`. */
  below(end) {
    return Math.floor(this.next() * end);
  }

  /** Some turns of the event loop, or some milliseconds. */
  async pause() {
    if (this.next() < 0.3)
      return new Promise(done => setTimeout(done, this.below(8)));
    for (let turns = this.below(6); turns > 0; --turns)
      await new Promise(done => setImmediate(done));
  }
}
