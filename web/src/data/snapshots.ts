import { damaged, fetchJson, fetchPieces, missing } from '../api.js';
import type { Bounds } from '../map/camera.js';
import { findExtent } from '../map/grid-index.js';
import { chunkwise, inSlices, type Steps } from '../slices.js';
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

const index = 'snapshots/index.json';

/** @throws Error with a sentence for the user where the list is damaged */
export async function fetchSnapshots(run: string): Promise<readonly Snapshot[]> {
  const list = (await fetchJson<readonly Snapshot[]>(run, index)) ?? [];
  if (!Array.isArray(list)) throw damaged(run, index);
  return list;
}

/**
 * The positions of a snapshot of `rows` points, moved and scaled to fill the given bounds: the map grows a hundredfold while it is
 * made, and what matters to the eye is how points find one another.
 *
 * @throws Error with a sentence for the user where the file is missing or damaged
 */
export async function fetchPositions(
  run: string,
  path: string,
  rows: number,
  bounds: Bounds,
): Promise<Positions> {
  const buffer = await fetchPieces(run, path);
  if (!buffer) throw missing(run, path);
  return (await inSlices(fitted(readPlaces(run, path, buffer, rows), rows, bounds)))!;
}

function readPlaces(run: string, path: string, buffer: ArrayBuffer, rows: number): ArrayLike<number> {
  try {
    const { values, shape } = parseNpy(buffer);
    if (shape.length !== 2 || shape[0] !== rows || shape[1] !== 2)
      throw new Error(`it does not hold the places of the map’s ${rows.toLocaleString('en')} points`);
    return values;
  } catch (error) {
    throw damaged(run, path, error);
  }
}

/** The same shape as that of `values`, x and y row by row, centred in the bounds and as large as fits. */
function* fitted(values: ArrayLike<number>, rows: number, bounds: Bounds): Steps<Positions> {
  const x = new Float32Array(rows);
  const y = new Float32Array(rows);
  yield* chunkwise(rows, (from, to) => {
    for (let row = from; row < to; row++) {
      x[row] = values[row * 2];
      y[row] = values[row * 2 + 1];
    }
  });
  const [x0, x1] = yield* findExtent(x);
  const [y0, y1] = yield* findExtent(y);
  const scale = Math.min((bounds.x1 - bounds.x0) / (x1 - x0 || 1), (bounds.y1 - bounds.y0) / (y1 - y0 || 1));
  return {
    x: yield* moved(x, (x0 + x1) / 2, scale, (bounds.x0 + bounds.x1) / 2),
    y: yield* moved(y, (y0 + y1) / 2, scale, (bounds.y0 + bounds.y1) / 2),
  };
}

function* moved(values: Float32Array, from: number, scale: number, to: number): Steps<Float32Array> {
  const result = new Float32Array(values.length);
  yield* chunkwise(values.length, (first, end) => {
    for (let row = first; row < end; row++) result[row] = (values[row] - from) * scale + to;
  });
  return result;
}

/** Finds the positions a share of the way from some to others. */
export type Interpolator = (a: Positions, b: Positions, share: number) => Positions;

/**
 * Makes an interpolator for an animation. All that it finds lies in the same memory, because the frames of a million rows
 * would leave 8 MB of garbage each: what it found before is written over. The arrays are new every time, so that what is
 * kept by them, such as their extent, is not taken for that of others.
 */
export function createInterpolator(): Interpolator {
  let memory = { x: new Float32Array(), y: new Float32Array() };
  return (a, b, share) => {
    const rows = a.x.length;
    if (memory.x.length !== rows) memory = { x: new Float32Array(rows), y: new Float32Array(rows) };
    interpolate(a.x, b.x, share, memory.x);
    interpolate(a.y, b.y, share, memory.y);
    return { x: memory.x.subarray(), y: memory.y.subarray() };
  };
}

function interpolate(a: Float32Array, b: Float32Array, share: number, into: Float32Array): void {
  for (let row = 0; row < into.length; row++) into[row] = a[row] + (b[row] - a[row]) * share;
}
