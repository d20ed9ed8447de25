import type { Address } from '../threads/arena.js';
import { arrangeRows } from './cells.js';
import type { Engine } from './engine.js';
import { type GivenAffinities, givenAffinities } from './given-affinities.js';
import { principalStart, randomStart } from './initialise.js';
import { type JointAffinities, jointAffinities } from './joint-affinities.js';
import { inInputOrder, type Neighbours, neighboursOfAll, type Recall } from './neighbours.js';
import type { Settings } from './options.js';
import { takeTable } from './search.js';
import type { Stopwatch } from './stopwatch.js';

/** What an embedding can be made from. */
export type Input =
  | { readonly kind: 'vectors'; readonly data: Float32Array }
  | {
      readonly kind: 'graph';
      readonly k: number;
      readonly indices: Uint32Array;
      readonly distances: Float32Array;
    }
  | ({ readonly kind: 'affinities' } & GivenAffinities);

/** From here on the points are moved; the input is not needed any more. */
export interface Prepared {
  /** `order[i]` is the row of the input that stands at place i. */
  readonly order: Uint32Array;
  readonly affinities: JointAffinities;
  readonly recall: Recall;
  readonly neighbours?: Neighbours;
}

/** What the caller is told of the way: warnings, and the seconds of each phase. */
export interface Notes {
  readonly warnings: string[];
  readonly stopwatch: Stopwatch;
}

/**
 * From the input to joint affinities and a start for the embedding.
 *
 * @param settings with perplexities that the rows allow
 * @param y where the embedding will be
 */
export function prepare(
  engine: Engine,
  input: Input,
  settings: Settings,
  y: Address,
  notes: Notes,
): Prepared {
  if (input.kind === 'vectors') return prepareVectors(engine, input.data, settings, y, notes.stopwatch);

  const { arena } = engine;
  const { rows, perplexities } = settings;
  if (settings.initialization === 'pca') {
    notes.warnings.push(`principal components need the vectors; the ${input.kind} start from random points`);
  }
  randomStart(engine, rows, y);
  const order = Uint32Array.from({ length: rows }, (_, i) => i);
  const recall = { value: 1, sample: 0 };
  if (input.kind === 'affinities') return { order, affinities: givenAffinities(engine, input, y), recall };

  const table = takeTable(engine, rows, input.k);
  arena.u32(table.indices, rows * input.k).set(input.indices);
  const squared = arena.f32(table.distances, rows * input.k);
  for (let i = 0; i < squared.length; i++) squared[i] = input.distances[i] * input.distances[i];
  return { order, affinities: jointAffinities(engine, table, perplexities, y), recall };
}

/** Arranges the rows, starts the embedding, and finds each row's neighbours. */
function prepareVectors(
  engine: Engine,
  data: Float32Array,
  settings: Settings,
  y: Address,
  stopwatch: Stopwatch,
): Prepared {
  const { arena } = engine;
  const { rows, columns, initialization, perplexities } = settings;
  const k = Math.min(
    rows - 1,
    Math.max(3, Math.floor(3 * Math.max(...perplexities)), settings.returnNeighbours),
  );
  const table = takeTable(engine, rows, k);
  const mark = arena.mark();
  const arranged = arrangeRows(engine, { data, rows, columns, metric: settings.metric });
  if (initialization === 'pca') principalStart(engine, arranged, y);
  else if (initialization === 'random') randomStart(engine, rows, y);
  stopwatch.lap('cells');
  const recall = neighboursOfAll(engine, arranged, table, settings.exactNeighbours);
  const wanted = Math.min(settings.returnNeighbours, k);
  const neighbours = wanted > 0 ? inInputOrder(engine, table, wanted, arranged, arranged) : undefined;
  stopwatch.lap('neighbours');
  const { order } = arranged;
  arena.release(mark);
  return { order, affinities: jointAffinities(engine, table, perplexities, y), recall, neighbours };
}
