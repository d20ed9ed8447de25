import type { UserError } from '../errors.js';
import type { Embedded } from './embed.js';
import type { Phase } from './engine.js';
import type { NeighbourJob, Neighbours, Recall } from './neighbours.js';
import type { IterationState } from './optimise.js';
import type { Settings } from './options.js';
import type { MapJob, Placed } from './placement.js';
import type { Input } from './prepare.js';

/** What a conductor can be asked to do. */
export type Job =
  | { readonly kind: 'embed'; readonly input: Input; readonly settings: Settings }
  | ({ readonly kind: 'neighbours' } & NeighbourJob)
  /** Keeps a map in memory; the rows of later `place` jobs are placed on it. */
  | ({ readonly kind: 'prepareMap' } & MapJob)
  | { readonly kind: 'place'; readonly data: Float32Array };

/** What comes out of each kind of job. */
export interface Results {
  readonly embed: Embedded;
  readonly neighbours: Neighbours & { readonly recall: Recall };
  readonly prepareMap: undefined;
  readonly place: Placed;
}

/** What a conductor is sent first. */
export interface Start {
  readonly module: WebAssembly.Module;
  readonly threads: number;
  readonly seed: number;
}

/** What a conductor is sent: how to start, then jobs, each after the one before is done. */
export type Request = { readonly start: Start } | { readonly job: Job };

/** What a conductor says. */
export type Reply =
  | { readonly type: 'progress'; readonly phase: Phase; readonly done: number; readonly total: number }
  | { readonly type: 'iteration'; readonly state: IterationState; readonly embedding: Float32Array }
  | { readonly type: 'done'; readonly result: Results[Job['kind']] }
  /** `exitCode` is that of a `UserError`; other errors have none. */
  | { readonly type: 'failed'; readonly message: string; readonly exitCode?: UserError['exitCode'] };
