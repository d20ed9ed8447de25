/** Why two maps do not show the same rows. */
export interface Mismatch {
  /** How many ids of the first map the second lacks. */
  readonly missing: number;
  /** One of them. */
  readonly example: string;
}

/**
 * For each row of the first map, the row of the second with the same id. Where an id occurs several times, its first
 * occurrence belongs to the first, and so on.
 */
export function matchRows(first: readonly string[], second: readonly string[]): Uint32Array | Mismatch {
  const firstOf = new Map<string, number>();
  /** The next row with the same id, or -1. */
  const nextOf = new Int32Array(second.length).fill(-1);
  for (let row = second.length - 1; row >= 0; row--) {
    nextOf[row] = firstOf.get(second[row]) ?? -1;
    firstOf.set(second[row], row);
  }
  const rows = new Uint32Array(first.length);
  const missing: string[] = [];
  for (const [row, id] of first.entries()) {
    const match = firstOf.get(id) ?? -1;
    if (match < 0) missing.push(id);
    else {
      rows[row] = match;
      firstOf.set(id, nextOf[match]);
    }
  }
  return missing.length === 0 ? rows : { missing: missing.length, example: missing[0] };
}
