import type { Address } from '../threads/arena.js';
import type { Attraction } from './attraction.js';
import { takeCoordinates } from './coordinates.js';
import { chunksOf, type Engine } from './engine.js';
import { frameOf, joinFrames } from './extent.js';
import type { Repulsion } from './repulsion.js';

/** Iterations with one exaggeration of the attraction. */
export interface Stretch {
  readonly iterations: number;
  readonly exaggeration: number;
  readonly learningRate: number;
  readonly momentum: number;
}

/** Where the optimisation stands; `klDivergence` is that of `embedding`, without exaggeration. */
export interface IterationState {
  /** Iterations done. */
  readonly iteration: number;
  readonly total: number;
  readonly exaggeration: number;
  readonly klDivergence: number;
}

/** No point moves farther than this in one iteration. */
const LONGEST_STEP = 5;

/** What moves the points, for how long, and who is told. */
export interface Optimisation {
  readonly rows: number;
  readonly attraction: Attraction;
  readonly repulsion: Repulsion;
  readonly stretches: readonly Stretch[];
  /** How many iterations pass between two calls of `onIteration`; the last state is always told. */
  readonly reportEvery: number;
  readonly onIteration: (state: IterationState) => void;
}

/**
 * Minimises the Kullback-Leibler divergence by gradient descent with momentum and gains.
 *
 * @param y the embedding, which is changed in place
 * @returns the divergence of the final embedding
 */
export function optimise(
  engine: Engine,
  y: Address,
  { rows, attraction, repulsion, stretches, reportEvery, onIteration }: Optimisation,
): number {
  const { team, arena } = engine;
  const chunks = chunksOf(rows);
  const bytes = (rows + (rows % 2)) * 8;
  const mark = arena.mark();
  const [steps, gains] = [0, 1].map((value) => {
    const address = arena.take(bytes);
    arena.f32(address, bytes / 4).fill(value);
    return address;
  });
  const repulsive = takeCoordinates(engine, rows);
  const extents = arena.take(chunks.count * 48);

  const total = stretches.reduce((iterations, stretch) => iterations + stretch.iterations, 0);
  let iteration = 0;
  let exaggeration = stretches[0]?.exaggeration ?? 1;
  let frame = frameOf(arena.f32(y, 2 * rows));

  /** Forces at the present embedding; the divergence too when it is wanted. */
  const forces = (withDivergence: boolean): { normaliser: number; klDivergence: number } => {
    const pulling = attraction.start(y, withDivergence);
    repulsion.prepare(y, frame.extent);
    // Attraction has few and long chunks, repulsion ends with many short ones: those last, so that all threads end together.
    pulling.join();
    const normaliser = repulsion.read(repulsive);
    pulling.finish();
    return { normaliser, klDivergence: withDivergence ? attraction.divergence(normaliser) : Number.NaN };
  };

  const tell = (klDivergence: number): void => onIteration({ iteration, total, exaggeration, klDivergence });

  for (const stretch of stretches) {
    exaggeration = stretch.exaggeration;
    for (let i = 0; i < stretch.iterations; i++) {
      const due = iteration > 0 && iteration % reportEvery === 0;
      const { normaliser, klDivergence } = forces(due);
      if (due) tell(klDivergence);
      team.run(
        'descend',
        chunks.count,
        rows,
        chunks.rows,
        y,
        steps,
        gains,
        attraction.pull,
        repulsive,
        stretch.exaggeration,
        1 / normaliser,
        stretch.learningRate,
        stretch.momentum,
        LONGEST_STEP,
        frame.meanX,
        frame.meanY,
        extents,
      );
      frame = joinFrames(arena.f64(extents, chunks.count * 6), rows);
      iteration++;
      engine.report('optimisation', iteration, total);
    }
  }
  const { klDivergence } = forces(true);
  tell(klDivergence);
  arena.release(mark);
  return klDivergence;
}
