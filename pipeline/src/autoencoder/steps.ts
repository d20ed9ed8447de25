import type { FeatureRows } from '../data/feature-rows.js';
import type { Adam } from './adam.js';
import type { BatchPosition } from './gradients.js';
import type { Network } from './network.js';
import type { Settings } from './settings.js';

/** Losses of a batch, averaged over its rows. */
export interface Losses {
  readonly loss: number;
  readonly penalty: number;
}

/** What steps are taken with. */
export interface StepsInput {
  readonly network: Network;
  readonly adam: Adam;
  readonly features: FeatureRows;
  readonly settings: Settings;
}

/** What takes the steps of a training. */
export interface Steps {
  /**
   * One step of Adam on a batch.
   * @param batch indices of its rows
   * @param accept is asked before anything moves; what it throws ends the training
   */
  take(
    batch: Uint32Array,
    position: BatchPosition,
    learningRate: number,
    accept: (losses: Losses) => void,
  ): Promise<Losses>;
  /** Brings the network's weights and Adam's moments to where training is. */
  settle(): void;
  close(): Promise<void>;
}
