import type { Arena } from '../threads/arena.js';
import type { Team } from '../threads/team.js';

/** The steps of an embedding that take long enough to be reported. */
export type Phase = 'cells' | 'neighbours' | 'affinities' | 'optimisation';

/** What every step of t-SNE works with: threads, their memory, random numbers, and whom to tell. */
export interface Engine {
  readonly team: Team;
  readonly arena: Arena;
  /** Uniform in [0, 1), seeded. */
  readonly random: () => number;
  readonly report: (phase: Phase, done: number, total: number) => void;
}

/** How rows are cut into chunks: by their number alone, never by the number of threads. */
export interface Chunks {
  readonly rows: number;
  readonly count: number;
}

/** At most `most` chunks of at least `fewest` rows; a chunk's rows are a multiple of four. */
export function chunksOf(rows: number, most = 64, fewest = 256): Chunks {
  const size = Math.max(fewest, Math.ceil(rows / most / 4) * 4);
  return { rows: size, count: Math.ceil(rows / size) };
}
