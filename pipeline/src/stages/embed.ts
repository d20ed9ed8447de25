import { formatNpy } from '../data/npy.js';
import type { NewRunEvent } from '../store/events.js';
import { tsne } from '../tsne/tsne.js';
import { artifacts, type Matrix } from './run-data.js';
import { SnapshotWriter } from './snapshots.js';
import type { Stage, StageContext, StageResult } from './stage.js';
import { checkTsneJs, layoutWithTsneJs } from './tsne-js/layout.js';

/** Codes → Embedding: lays the codes out in the plane, and keeps the embedding as it evolved. */
export const embed: Stage = {
  name: 'embed',
  version: 4,
  reads: ['encode'],
  dependsOn: ({ embedding, seed }) => ({ embedding, seed }),
  check({ embedding }, { rows }) {
    if (embedding.engine === 'tsne-js') checkTsneJs(rows, embedding);
  },
  async execute(context) {
    const { options, folder, data, emit } = context;
    const codes = await data.get('codes');
    const { earlyIterations, iterations, engine } = options.embedding;
    const snapshots = new SnapshotWriter(folder, emit, codes.rows, earlyIterations + iterations);
    const layout = engine === 'tsne-js' ? layoutByTsneJs : layoutByOwnEngine;
    const { embedding, outputs, values } = await layout(codes, context, snapshots).finally(() =>
      snapshots.settle(),
    );
    data.keep('embedding', { rows: codes.rows, columns: 2, values: embedding });
    const output = await folder.write(artifacts.embedding, formatNpy(embedding, [codes.rows, 2]));
    return { outputs: [output, ...outputs, ...(await snapshots.finish())], values };
  },
};

interface Layout extends StageResult {
  readonly embedding: Float32Array;
}

/** Nearest neighbours of each row in code space that are kept, for the measures and for the page. */
const neighboursKept = 30;

async function layoutByOwnEngine(
  codes: Matrix,
  { options, folder, emit, signal }: StageContext,
  snapshots: SnapshotWriter,
): Promise<Layout> {
  const { engine: _, ...embedding } = options.embedding;
  let started = performance.now();
  const result = await tsne(codes.values, {
    ...embedding,
    rows: codes.rows,
    columns: codes.columns,
    seed: options.seed,
    threads: options.threads,
    signal,
    reportEvery: snapshots.stride,
    returnNeighbours: Math.min(neighboursKept, codes.rows - 1),
    onProgress: ({ phase, done, total }) => {
      if (phase === 'optimisation') return;
      emit({
        type: 'progress',
        stage: 'embed',
        phase,
        done,
        total,
        unit: phase === 'neighbours' ? 'rows' : 'steps',
      });
      started = performance.now();
    },
    onIteration: (state) => {
      emit(progress(state.iteration, state.total, started, state.klDivergence));
      snapshots.keep(state.embedding, state);
    },
  });
  for (const text of result.warnings) emit({ type: 'message', level: 'warning', stage: 'embed', text });
  const { neighbours, neighbourRecall, klDivergence } = result;
  const outputs =
    neighbours === undefined
      ? []
      : [await folder.write(artifacts.neighbours, formatNpy(neighbours.indices, [codes.rows, neighbours.k]))];
  return { ...result, outputs, values: { klDivergence, neighbourRecall: neighbourRecall.value } };
}

async function layoutByTsneJs(
  codes: Matrix,
  { options, emit, signal }: StageContext,
  _snapshots: SnapshotWriter,
): Promise<Layout> {
  const { earlyIterations, iterations } = options.embedding;
  const started = performance.now();
  const { embedding, cost } = await layoutWithTsneJs(
    codes,
    options.embedding,
    options.seed,
    (iteration, klDivergence) =>
      emit(progress(iteration, earlyIterations + iterations, started, klDivergence)),
    signal,
  );
  return { embedding, outputs: [], values: { klDivergence: cost } };
}

function progress(iteration: number, total: number, started: number, klDivergence: number): NewRunEvent {
  const secondsSoFar = (performance.now() - started) / 1000;
  return {
    type: 'progress',
    stage: 'embed',
    done: iteration,
    total,
    unit: 'iterations',
    secondsLeft: iteration === 0 ? undefined : (secondsSoFar / iteration) * (total - iteration),
    values: { klDivergence },
  };
}
