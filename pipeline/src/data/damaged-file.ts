import { UserError } from '../errors.js';
import type { Source } from './source.js';

/** A step that takes longer than this, and longer than so slow a reader would need for the file, never ends. */
const millisecondsAStep = 20_000;
const slowestBytesPerMillisecond = 1_000;

/** How long a step of reading a file may take, in milliseconds. */
export const patienceWith = ({ size }: Pick<Source, 'size'>) =>
  Math.max(millisecondsAStep, size / slowestBytesPerMillisecond);

/** What is said of a step that takes longer. */
export const notReadWithin = (patience: number) => `it is not read within ${Math.round(patience / 1000)} s`;

/** What a reader met, in one line; what it stumbles over where it trusts the file says nothing to its owner. */
export function reasonOf(error: unknown): string {
  const isStumble = error instanceof TypeError || error instanceof RangeError;
  return isStumble ? 'its parts do not fit together' : (error as Error).message.split('\n')[0];
}

export function damagedFile(name: string, format: string, reason: string): UserError {
  return new UserError(
    `${name}: the ${format} file is damaged or cut off (${reason}). Copy or write it again.`,
  );
}
