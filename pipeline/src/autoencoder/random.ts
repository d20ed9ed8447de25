/** What a sequence of draws is for; each purpose has its own sequence, so that one never shifts another. */
export type Purpose = 'initialise' | 'shuffle' | 'noise' | 'sample';

const purposes: readonly Purpose[] = ['initialise', 'shuffle', 'noise', 'sample'];

/**
 * Seeded random numbers: xoshiro128** (Blackman & Vigna 2021), its state hashed from the seed, the purpose and the
 * position (layer, epoch, step). Because a position starts its own sequence, training that continues from a
 * checkpoint needs no stored generator: epoch 7 draws the same numbers whether or not epoch 6 ran in this process.
 */
export class Random {
  private readonly state = new Uint32Array(4);
  private spare = Number.NaN;

  constructor(seed: number, purpose: Purpose, ...position: readonly number[]) {
    let hash = 0;
    for (const part of [seed, Math.floor(seed / 2 ** 32), purposes.indexOf(purpose), ...position]) {
      hash = mix((hash ^ part) + 0x9e3779b9);
    }
    for (let i = 0; i < 4; i++) {
      hash = (hash + 0x9e3779b9) | 0;
      this.state[i] = mix(hash);
    }
  }

  /** A copy of the generator's state, for kernels that draw the same numbers. */
  get words(): Uint32Array {
    return this.state.slice();
  }

  /** A whole number from 0 to 2³² - 1. */
  next(): number {
    const s = this.state;
    const product = Math.imul(s[1], 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
    const shifted = s[1] << 9;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = (s[3] << 11) | (s[3] >>> 21);
    return result;
  }

  /** Uniform in [0, 1). */
  uniform(): number {
    return this.next() * 2 ** -32;
  }

  /** Standard normal, by the polar method (Marsaglia & Bray 1964). */
  normal(): number {
    if (!Number.isNaN(this.spare)) {
      const value = this.spare;
      this.spare = Number.NaN;
      return value;
    }
    let u: number;
    let v: number;
    let s: number;
    do {
      u = 2 * this.uniform() - 1;
      v = 2 * this.uniform() - 1;
      s = u * u + v * v;
    } while (s >= 1 || s === 0);
    const scale = Math.sqrt((-2 * Math.log(s)) / s);
    this.spare = v * scale;
    return u * scale;
  }

  /** Puts `values` in random order, in place (Fisher & Yates). */
  shuffle(values: Uint32Array): void {
    for (let i = values.length - 1; i > 0; i--) {
      const j = Math.floor(this.uniform() * (i + 1));
      const value = values[i];
      values[i] = values[j];
      values[j] = value;
    }
  }
}

/** A bijective scrambling of 32 bits (the finaliser of MurmurHash3). */
function mix(value: number): number {
  let x = value;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return x ^ (x >>> 16);
}
