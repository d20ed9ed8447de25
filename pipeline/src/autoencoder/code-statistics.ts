/** How the values of all codes are distributed. */
export interface CodeStatistics {
  readonly mean: number;
  readonly variance: number;
  /** The share of values that are exactly zero. */
  readonly zeroFraction: number;
  /** Counts of values in bins of equal width from `from` to `to`. */
  readonly histogram: { readonly from: number; readonly to: number; readonly counts: readonly number[] };
}

/** What one number of the code does over all rows. */
export interface UnitActivity {
  /** From 0, its place in the code. */
  readonly unit: number;
  readonly mean: number;
  readonly variance: number;
  /** The share of rows in which it is not zero. */
  readonly active: number;
  /** It says next to nothing: it varies less than a hundredth as much as the units do on average. */
  readonly dead: boolean;
}

const bins = 60;
/** Of the mean variance of all units. A collapsed unit of a variational code is not quite constant (Burda et al. 2016). */
const deadVariance = 0.01;

/** @param codes `rows x codeSize`, row-major; at least one row */
export function codeStatistics(codes: Float32Array): CodeStatistics {
  let [sum, zeros, from, to] = [0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let at = 0; at < codes.length; at++) {
    const value = codes[at];
    sum += value;
    if (value === 0) zeros++;
    if (value < from) from = value;
    if (value > to) to = value;
  }
  const counts = new Array<number>(bins).fill(0);
  const scale = to > from ? bins / (to - from) : 0;
  const mean = sum / codes.length;
  let squares = 0;
  for (let at = 0; at < codes.length; at++) {
    const value = codes[at];
    counts[Math.min(bins - 1, Math.floor((value - from) * scale))]++;
    squares += (value - mean) ** 2;
  }
  return {
    mean,
    variance: squares / codes.length,
    zeroFraction: zeros / codes.length,
    histogram: { from, to, counts },
  };
}

/** The activity of each latent unit, in the order of the code. */
export function unitActivities(codes: Float32Array, codeSize: number): UnitActivity[] {
  const rows = codes.length / codeSize;
  const sums = new Float64Array(codeSize);
  const squares = new Float64Array(codeSize);
  const active = new Uint32Array(codeSize);
  // Row by row, as they lie in memory.
  for (let at = 0, unit = 0; at < codes.length; at++) {
    const value = codes[at];
    sums[unit] += value;
    squares[unit] += value * value;
    if (value !== 0) active[unit]++;
    if (++unit === codeSize) unit = 0;
  }
  const units = Array.from({ length: codeSize }, (_, unit) => {
    const mean = sums[unit] / rows;
    const variance = Math.max(0, squares[unit] / rows - mean * mean);
    return { unit, mean, variance, active: active[unit] / rows };
  });
  const dead = new Set(deadUnits(units.map(({ variance }) => variance)));
  return units.map((unit) => ({ ...unit, dead: dead.has(unit.unit) }));
}

/** Which units, from 0, vary so little beside the others that they say next to nothing. @param variances one a unit */
export function deadUnits(variances: readonly number[]): number[] {
  const least =
    (deadVariance * variances.reduce((total, variance) => total + variance, 0)) / variances.length;
  return variances.flatMap((variance, unit) => (variance <= least ? [unit] : []));
}

/** More numbers than this do not fit beside other figures. */
const mostNamedUnits = 6;

/** Dead units as a figure of a page names them, counted from 1: `none`, `unit 26`, `units 3, 9` or `8 of 32`. */
export function namedUnits(units: readonly number[], all: number): string {
  if (units.length === 0) return 'none';
  if (units.length > mostNamedUnits) return `${units.length} of ${all}`;
  return `${units.length === 1 ? 'unit' : 'units'} ${units.map((unit) => unit + 1).join(', ')}`;
}
