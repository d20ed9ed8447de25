/** What one latent unit does over all rows. */
export interface UnitStatistics {
  readonly mean: number;
  readonly deviation: number;
  readonly least: number;
  readonly greatest: number;
  /** Share of rows where the unit is exactly zero. */
  readonly zeros: number;
}

/** @param codes `n x units`, row-major. */
export function unitStatistics(codes: Float32Array, units: number): UnitStatistics[] {
  const rows = codes.length / units;
  return Array.from({ length: units }, (_, unit) => {
    let sum = 0;
    let squares = 0;
    let zeros = 0;
    let least = Number.POSITIVE_INFINITY;
    let greatest = Number.NEGATIVE_INFINITY;
    for (let i = unit; i < codes.length; i += units) {
      const value = codes[i];
      sum += value;
      squares += value * value;
      if (value === 0) zeros++;
      if (value < least) least = value;
      if (value > greatest) greatest = value;
    }
    const mean = sum / rows;
    return {
      mean,
      deviation: Math.sqrt(Math.max(0, squares / rows - mean * mean)),
      least,
      greatest,
      zeros: zeros / rows,
    };
  });
}
