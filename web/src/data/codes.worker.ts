import { damaged, fetchBuffer } from '../api.js';
import { answerQuestions } from '../ask-worker.js';
import { atOnce } from '../slices.js';
import { codeHistogram } from './code-histogram.js';
import { contrasts } from './contrast.js';
import { nearestRows } from './nearest-rows.js';
import { type NpyArray, parseNpy } from './npy.js';
import { unitStatistics } from './unit-statistics.js';

/** Holds the codes away from the main thread and answers questions about them, once they are loaded. */
export type CodesQuestion =
  | { readonly ask: 'load'; readonly run: string; readonly rows: number; readonly file: string }
  | { readonly ask: 'neighbours'; readonly row: number; readonly k: number }
  | { readonly ask: 'row'; readonly row: number }
  | { readonly ask: 'unit'; readonly unit: number }
  | { readonly ask: 'contrasts'; readonly selected: Uint8Array }
  | { readonly ask: 'statistics' }
  | { readonly ask: 'histogram'; readonly bins: number };

let codes: NpyArray & { readonly values: Float32Array };

answerQuestions(answer);

/** @returns The shape of the matrix. */
async function load(run: string, rows: number, file: string): Promise<readonly number[]> {
  const buffer = await fetchBuffer(run, file);
  if (!buffer) throw new Error(file === 'codes.npy' ? 'This run has no codes.' : `This run has no ${file}.`);
  try {
    const { values, shape } = parseNpy(buffer);
    if (shape.length !== 2) throw new Error('the file does not hold a matrix');
    if (shape[0] !== rows) throw new Error(`it holds ${shape[0]} rows, the map ${rows}`);
    codes = { values: values instanceof Float32Array ? values : Float32Array.from(values), shape };
    return shape;
  } catch (error) {
    throw damaged(run, file, error);
  }
}

function answer(question: CodesQuestion): unknown {
  if (question.ask === 'load') return load(question.run, question.rows, question.file);
  const [rows, units] = codes.shape;
  if (question.ask === 'neighbours') return nearestRows(codes.values, units, question.row, question.k);
  if (question.ask === 'row') return codes.values.slice(question.row * units, (question.row + 1) * units);
  if (question.ask === 'contrasts') return atOnce(contrasts(codes.values, units, question.selected));
  if (question.ask === 'statistics') return unitStatistics(codes.values, units);
  if (question.ask === 'histogram') return codeHistogram(codes.values, question.bins);
  return Float32Array.from({ length: rows }, (_, row) => codes.values[row * units + question.unit]);
}
