import type { SweepDetails, SweepList } from '../../api.js';
import { request } from '../api.js';
import { type CategoryColumn, type NumberColumn, readTable } from '../data/table.js';

export type Measure = SweepDetails['measures'][number];
type Line = SweepDetails['rows'][number];

/** One map of a sweep: how it was made, what was measured of it, and where its points lie. */
export interface SweepMap extends Line {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
}

/** A sweep as the page shows it. */
export interface Sweep extends Omit<SweepDetails, 'rows' | 'measures'> {
  /** Those that at least one map has. */
  readonly measures: readonly Measure[];
  readonly maps: readonly SweepMap[];
  readonly label?: CategoryColumn;
}

export async function fetchSweeps(): Promise<SweepList['sweeps']> {
  const { sweeps }: SweepList = await (await request('/api/sweeps')).json();
  return sweeps;
}

/** @throws ApiError when there is no such sweep, or it cannot be read */
export async function fetchSweep(name: string): Promise<Sweep> {
  const address = `/api/sweeps/${encodeURIComponent(name)}`;
  const [details, maps] = await Promise.all([
    request(address).then((response) => response.json() as Promise<SweepDetails>),
    request(`${address}/maps.arrow`).then((response) => response.arrayBuffer()),
  ]);
  return joinSweep(details, maps);
}

/** @param maps the bytes of `maps.arrow` */
export function joinSweep({ rows, measures, ...sweep }: SweepDetails, maps: ArrayBuffer): Sweep {
  const table = readTable(maps);
  const numbers = new Map(
    table.columns
      .filter((column): column is NumberColumn => column.kind === 'number')
      .map((column) => [column.name, column.values]),
  );
  const placesOf = (axis: 'x' | 'y', i: number) => {
    const values = i === 0 ? table[axis] : numbers.get(`${axis}_${i}`);
    if (!values) throw new Error(`maps.arrow has no column “${axis}_${i}”`);
    return values;
  };
  return {
    ...sweep,
    measures: measures.filter(({ key }) => rows.some(({ measured }) => measured[key] !== undefined)),
    maps: rows.map((row, i) => ({ ...row, x: placesOf('x', i), y: placesOf('y', i) })),
    label: table.label,
  };
}
