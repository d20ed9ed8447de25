import { procrustesAlignment, procrustesDistance } from '@latentscape/pipeline/quality/procrustes';
import { fetchBuffer } from '../api.js';
import { answerQuestions } from '../ask-worker.js';
import type { Positions } from '../data/snapshots.js';
import { type MapTable, readTable } from '../data/table.js';
import { commonNeighbours, mapNeighbours } from './map-neighbours.js';
import { type Mismatch, matchRows } from './match-rows.js';

/** Two maps to compare, away from the main thread; or only whether they show the same rows. */
export interface ComparisonRequest {
  readonly first: string;
  readonly second: string;
  readonly onlyRows: boolean;
}

export type ComparisonAnswer =
  | { readonly sameRows: true }
  | {
      /** Places of the second map's points, aligned to the first map and in the order of its rows. */
      readonly x: Float32Array;
      readonly y: Float32Array;
      readonly common: Uint8Array;
      readonly neighbours: number;
      readonly distance: number;
    };

/** Nearest rows on the map that count as a row's neighbourhood. */
const neighbourhood = 10;

answerQuestions(answer);

async function answer({ first, second, onlyRows }: ComparisonRequest): Promise<ComparisonAnswer> {
  const [a, b] = await Promise.all([fetchTable(first), fetchTable(second)]);
  if (a.rows !== b.rows)
    throw refusal(`“${first}” has ${number(a.rows)} rows and “${second}” ${number(b.rows)}`);
  const match = matchRows(idsOf(a), idsOf(b));
  if (!(match instanceof Uint32Array)) throw refusal(mismatchText(match, first, second));
  if (onlyRows) return { sameRows: true };
  const x = Float32Array.from(match, (row) => b.x[row]);
  const y = Float32Array.from(match, (row) => b.y[row]);
  const k = Math.min(neighbourhood, a.rows - 1);
  const common =
    k < 1 ? new Uint8Array(a.rows) : commonNeighbours(mapNeighbours(a.x, a.y, k), mapNeighbours(x, y, k), k);
  return { ...aligned(a, { x, y }), common, neighbours: k };
}

/** The second map laid on the first; as it is where all points of one of them coincide. */
function aligned(first: Positions, second: Positions): Positions & { distance: number } {
  const [a, b] = [interleaved(first), interleaved(second)];
  try {
    const moved = procrustesAlignment(a, b);
    return {
      x: second.x.map((_, row) => moved[2 * row]),
      y: second.y.map((_, row) => moved[2 * row + 1]),
      distance: procrustesDistance(a, b),
    };
  } catch {
    return { ...second, distance: Number.NaN };
  }
}

function interleaved({ x, y }: Positions): Float32Array {
  const points = new Float32Array(2 * x.length);
  for (let row = 0; row < x.length; row++) points.set([x[row], y[row]], 2 * row);
  return points;
}

async function fetchTable(run: string): Promise<MapTable> {
  const arrow = await fetchBuffer(run, 'embedding.arrow');
  if (!arrow) throw new Error(`The run “${run}” has no map yet.`);
  try {
    return readTable(arrow);
  } catch (error) {
    throw new Error(`The map of “${run}” cannot be read (${(error as Error).message}).`);
  }
}

function idsOf({ rows, id }: MapTable): string[] {
  return Array.from({ length: rows }, (_, row) => id.at(row));
}

function mismatchText({ missing, example }: Mismatch, first: string, second: string): string {
  return `“${second}” lacks ${number(missing)} of the rows of “${first}”, such as “${example.slice(0, 60)}”`;
}

const refusal = (why: string) => new Error(`${why}: only maps of the same rows can be compared.`);

const number = (value: number) => value.toLocaleString('en');
