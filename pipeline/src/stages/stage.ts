import type { RunOptions } from '../options.js';
import type { Output } from '../store/atomic.js';
import type { NewRunEvent, StageName, Values } from '../store/events.js';
import type { Manifest } from '../store/manifest.js';
import type { RunFolder } from '../store/run-folder.js';
import type { RunData } from './run-data.js';

/** What a stage is given. */
export interface StageContext {
  readonly options: RunOptions;
  readonly folder: RunFolder;
  /** What earlier stages produced, kept in memory or read back from the run folder. */
  readonly data: RunData;
  readonly emit: (event: NewRunEvent) => void;
  /** Aborted when the user asks to stop; a stage heeds it within a second by throwing InterruptedError. */
  readonly signal: AbortSignal;
}

/** What a stage leaves behind: its artifacts, all of them on the disk, and its headline figures. */
export interface StageResult {
  readonly outputs: readonly Output[];
  readonly values: Values;
}

/** One step of a run. Its outputs depend on nothing but its own options and what it reads. */
export interface Stage {
  readonly name: StageName;
  /** Raised when the same options would now give other outputs. */
  readonly version: number;
  /** The stages whose outputs it reads. */
  readonly reads: readonly StageName[];
  /** The options, and facts about the world, that its outputs depend on. */
  readonly dependsOn: (options: RunOptions) => unknown | Promise<unknown>;
  /**
   * Refuses options that do not suit the data, before any stage spends minutes on them.
   * @throws UserError
   */
  readonly check?: (options: RunOptions, dataset: NonNullable<Manifest['dataset']>) => void;
  /** The stage itself clears its old outputs away (`folder.begin`), when nothing that the user gave can fail any more. */
  readonly beginsItself?: true;
  readonly execute: (context: StageContext) => Promise<StageResult>;
}
