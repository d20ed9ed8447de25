/** Draws a number in [0, 1). */
export type Random = () => number;

/**
 * A seeded generator: the same seed gives the same numbers on every machine. Mulberry32 (Tommy Ettinger, 2017):
 * 32 bits of state, ample for drawing rows, not for cryptography.
 *
 * @param stream draws for different purposes take different streams, or they would choose the same rows
 */
export function seededRandom(seed: number, stream = 0): Random {
  let state = (seed + Math.imul(stream, 0x9e3779b9)) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Moves `count` randomly drawn entries to the front of `items`, in place (a partial Fisher-Yates shuffle). */
export function drawToFront(items: Uint32Array, count: number, random: Random): void {
  for (let i = 0; i < count; i++) {
    const j = i + Math.floor(random() * (items.length - i));
    const drawn = items[j];
    items[j] = items[i];
    items[i] = drawn;
  }
}
