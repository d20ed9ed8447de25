import type { Network } from './network.js';
import type { Settings } from './settings.js';

/** A trained autoencoder: its network, the settings it was trained with, and how training went. */
export interface Autoencoder {
  readonly settings: Settings;
  readonly network: Network;
  readonly history: readonly EpochRecord[];
}

/** What one epoch came to. Losses are reconstruction losses, without the penalties, averaged over rows and features. */
export interface EpochRecord {
  /** 1 for the first. */
  readonly epoch: number;
  /** Mean over the epoch's training batches, as they came (noisy where the variant denoises). */
  readonly loss: number;
  /** Mean of what the variant adds to the loss (sparsity, divergence from the prior), weighted. */
  readonly penalty: number;
  /** Over the held-out rows, or an even sample of 5,000 of them; absent when no row is held out. */
  readonly heldOutLoss?: number;
  /** At the end of the epoch. */
  readonly learningRate: number;
}
