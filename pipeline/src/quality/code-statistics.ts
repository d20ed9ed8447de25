/** What the values of the codes look like, over all rows and units. */
export interface CodeStatistics {
  readonly mean: number;
  /** Population variance. */
  readonly variance: number;
  /** Share of values that are exactly zero. */
  readonly zeroFraction: number;
  /** Units that are zero for every row; they carry nothing. */
  readonly deadUnits: readonly number[];
}

/** @param codes `rows x columns`, row-major */
export function codeStatistics(codes: Float32Array, columns: number): CodeStatistics {
  let sum = 0;
  let zeros = 0;
  const alive = new Uint8Array(columns);
  for (let i = 0; i < codes.length; i++) {
    sum += codes[i];
    if (codes[i] === 0) zeros++;
    else alive[i % columns] = 1;
  }
  const mean = sum / codes.length;
  let squares = 0;
  for (let i = 0; i < codes.length; i++) squares += (codes[i] - mean) ** 2;
  const units = Array.from({ length: columns }, (_, unit) => unit);
  return {
    mean,
    variance: squares / codes.length,
    zeroFraction: zeros / codes.length,
    deadUnits: units.filter((unit) => alive[unit] === 0),
  };
}
