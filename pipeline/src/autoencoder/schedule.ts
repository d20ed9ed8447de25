import type { AutoencoderOptions } from './options.js';

/** The share of a one-cycle schedule in which the learning rate rises. */
const warmUp = 0.3;
/** Where the rise starts and where the fall ends, as shares of the peak. */
const start = 1 / 25;
const end = 1e-4;

/**
 * The learning rate of one step, as a share of its peak.
 * @param progress steps taken / steps in all, from 0 to 1
 */
export function learningRateShare(schedule: AutoencoderOptions['schedule'], progress: number): number {
  if (schedule === 'constant') return 1;
  if (schedule === 'cosine') return cosineBetween(1, end, progress);
  return progress < warmUp
    ? cosineBetween(start, 1, progress / warmUp)
    : cosineBetween(1, end, (progress - warmUp) / (1 - warmUp));
}

function cosineBetween(from: number, to: number, progress: number): number {
  return to + (from - to) * 0.5 * (1 + Math.cos(Math.PI * progress));
}
