import { fetchBuffer, fetchJson } from '../api.js';
import { type Bounds, boundsOf } from '../map/camera.js';
import { parseNpy } from './npy.js';

/** One entry of `snapshots/index.json`. */
export interface Snapshot {
  readonly iteration: number;
  readonly path: string;
  readonly exaggeration: number;
  readonly klDivergence: number;
}

/** Where all points were at some time. */
export interface Positions {
  readonly x: Float32Array;
  readonly y: Float32Array;
}

export async function fetchSnapshots(run: string): Promise<readonly Snapshot[]> {
  return (await fetchJson<readonly Snapshot[]>(run, 'snapshots/index.json')) ?? [];
}

/**
 * The positions of a snapshot of `rows` points, moved and scaled to fill the given bounds: the map grows a hundredfold while it is
 * made, and what matters to the eye is how points find one another.
 */
export async function fetchPositions(
  run: string,
  path: string,
  rows: number,
  bounds: Bounds,
): Promise<Positions> {
  const buffer = await fetchBuffer(run, path);
  if (!buffer) throw new Error(`${path} is missing.`);
  const { values, shape } = parseNpy(buffer);
  if (shape.length !== 2 || shape[0] !== rows || shape[1] !== 2)
    throw new Error(`${path} does not fit the map.`);
  const positions = {
    x: Float32Array.from({ length: rows }, (_, row) => values[row * 2]),
    y: Float32Array.from({ length: rows }, (_, row) => values[row * 2 + 1]),
  };
  return fitted(positions, bounds);
}

/** The same shape, centred in the bounds and as large as fits. */
function fitted({ x, y }: Positions, bounds: Bounds): Positions {
  const own = boundsOf(x, y);
  const scale = Math.min(
    (bounds.x1 - bounds.x0) / (own.x1 - own.x0 || 1),
    (bounds.y1 - bounds.y0) / (own.y1 - own.y0 || 1),
  );
  const move = (from: number, to: number) => (value: number) => (value - from) * scale + to;
  return {
    x: x.map(move((own.x0 + own.x1) / 2, (bounds.x0 + bounds.x1) / 2)),
    y: y.map(move((own.y0 + own.y1) / 2, (bounds.y0 + bounds.y1) / 2)),
  };
}

/** The positions a share of the way from one to the other. */
export function between(a: Positions, b: Positions, share: number): Positions {
  return {
    x: a.x.map((value, row) => value + (b.x[row] - value) * share),
    y: a.y.map((value, row) => value + (b.y[row] - value) * share),
  };
}
