/** The stages of a run, in the order in which data flows. */
export const stageNames = ['ingest', 'train', 'encode', 'embed', 'evaluate', 'export'] as const;

export type StageName = (typeof stageNames)[number];

/**
 * What happens in a run, one JSON object a line in `events.jsonl`. The terminal's progress, the browser's live
 * view and later readers all consume this one stream. `time` is an ISO 8601 instant.
 */
export type RunEvent = { readonly time: string } & (
  | { readonly type: 'run-start'; readonly run: string; readonly stages: readonly StageName[] }
  | { readonly type: 'stage-start'; readonly stage: StageName }
  | { readonly type: 'stage-reused'; readonly stage: StageName; readonly from: string }
  | Progress
  | Message
  /** A file of the run that can be read from now on, though its stage still runs (a snapshot of the embedding). */
  | { readonly type: 'artifact'; readonly stage: StageName; readonly path: string; readonly values?: Values }
  | {
      readonly type: 'stage-done';
      readonly stage: StageName;
      readonly seconds: number;
      readonly values?: Values;
    }
  | { readonly type: 'run-done'; readonly seconds: number }
  | { readonly type: 'run-failed'; readonly error: string }
  | { readonly type: 'run-interrupted' }
);

/** Figures that go with an event: `loss`, `heldOutLoss`, `klDivergence`, `rowsPerSecond`, … */
export type Values = Readonly<Record<string, number>>;

export interface Progress {
  readonly type: 'progress';
  readonly stage: StageName;
  /** A part of the stage that has a name of its own: `neighbours`, `reconstructions`. */
  readonly phase?: string;
  readonly done: number;
  readonly total: number;
  readonly unit: 'rows' | 'epochs' | 'iterations' | 'steps';
  /** Estimated seconds until the phase ends, or the stage without one; absent until an honest estimate exists. */
  readonly secondsLeft?: number;
  readonly values?: Values;
}

export interface Message {
  readonly type: 'message';
  readonly stage?: StageName;
  readonly level: 'info' | 'warning';
  readonly text: string;
}

type WithoutTime<T> = T extends unknown ? Omit<T, 'time'> : never;

/** An event as a stage emits it; the run adds the time. */
export type NewRunEvent = WithoutTime<RunEvent>;
