import type { Embedded, Input } from './embed.js';
import type { Phase } from './engine.js';
import type { NeighbourJob, Neighbours, Recall } from './neighbours.js';
import type { IterationState } from './optimise.js';
import type { Settings } from './options.js';

/** What a conductor can be asked to do. */
export type Job =
  | { readonly kind: 'embed'; readonly input: Input; readonly settings: Settings }
  | ({ readonly kind: 'neighbours' } & NeighbourJob);

/** What comes out of each kind of job. */
export interface Results {
  readonly embed: Embedded;
  readonly neighbours: Neighbours & { readonly recall: Recall };
}

/** What a conductor is sent. */
export interface Request {
  readonly module: WebAssembly.Module;
  readonly threads: number;
  readonly seed: number;
  readonly job: Job;
}

/** What a conductor says. */
export type Reply =
  | { readonly type: 'progress'; readonly phase: Phase; readonly done: number; readonly total: number }
  | { readonly type: 'iteration'; readonly state: IterationState; readonly embedding: Float32Array }
  | { readonly type: 'done'; readonly result: Results[Job['kind']] }
  | { readonly type: 'failed'; readonly message: string; readonly user: boolean };
