import { atOnce } from '../slices.js';
import { codeHistogram } from './code-histogram.js';
import { contrasts } from './contrast.js';
import { nearestRows } from './nearest-rows.js';
import { type NpyArray, parseNpy } from './npy.js';
import { unitStatistics } from './unit-statistics.js';

/** Holds the codes away from the main thread and answers questions about them. */
export type CodesRequest =
  | { readonly id: number; readonly ask: 'load'; readonly buffer: ArrayBuffer }
  | { readonly id: number; readonly ask: 'neighbours'; readonly row: number; readonly k: number }
  | { readonly id: number; readonly ask: 'row'; readonly row: number }
  | { readonly id: number; readonly ask: 'unit'; readonly unit: number }
  | { readonly id: number; readonly ask: 'contrasts'; readonly selected: Uint8Array }
  | { readonly id: number; readonly ask: 'statistics' }
  | { readonly id: number; readonly ask: 'histogram'; readonly bins: number };

export type CodesAnswer =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: string };

let codes: NpyArray & { readonly values: Float32Array };

self.addEventListener('message', ({ data }: MessageEvent<CodesRequest>) => {
  try {
    self.postMessage({ id: data.id, value: answer(data) } satisfies CodesAnswer);
  } catch (error) {
    self.postMessage({
      id: data.id,
      error: error instanceof Error ? error.message : String(error),
    } satisfies CodesAnswer);
  }
});

function answer(request: CodesRequest): unknown {
  if (request.ask === 'load') {
    const { values, shape } = parseNpy(request.buffer);
    if (shape.length !== 2) throw new Error('the file does not hold a matrix');
    codes = { values: values instanceof Float32Array ? values : Float32Array.from(values), shape };
    return shape;
  }
  const [rows, units] = codes.shape;
  if (request.ask === 'neighbours') return nearestRows(codes.values, units, request.row, request.k);
  if (request.ask === 'row') return codes.values.slice(request.row * units, (request.row + 1) * units);
  if (request.ask === 'contrasts') return atOnce(contrasts(codes.values, units, request.selected));
  if (request.ask === 'statistics') return unitStatistics(codes.values, units);
  if (request.ask === 'histogram') return codeHistogram(codes.values, request.bins);
  return Float32Array.from({ length: rows }, (_, row) => codes.values[row * units + request.unit]);
}
