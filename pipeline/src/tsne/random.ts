/** Numbers in [0, 1) from a 32-bit seed: the generator sfc32 (Doty-Humphrey), the same everywhere. */
export function randomFrom(seed: number): () => number {
  let a = seed | 0;
  let b = Math.floor(seed / 2 ** 32) | 0;
  let c = 0x9e3779b9 | 0;
  let counter = 1;
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let i = 0; i < 15; i++) next();
  return next;
}

/** `size` different numbers out of 0 … `count` - 1, in rising order. */
export function sample(count: number, size: number, random: () => number): Uint32Array {
  const chosen = new Uint32Array(size);
  let taken = 0;
  // Selection sampling (Knuth, TAOCP 3.4.2, algorithm S).
  for (let i = 0; taken < size; i++) {
    if (random() * (count - i) < size - taken) chosen[taken++] = i;
  }
  return chosen;
}
