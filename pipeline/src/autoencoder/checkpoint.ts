import type * as tf from '@tensorflow/tfjs-core';
import { tensor, tidy } from '@tensorflow/tfjs-core';
import { UserError } from '../errors.js';
import type { Adam } from './adam.js';
import type { EpochRecord } from './autoencoder.js';
import type { Settings } from './settings.js';

/** The best epoch so far, kept for early stopping. */
export interface Best {
  readonly epoch: number;
  readonly heldOutLoss: number;
  readonly weights: readonly Float32Array[];
}

/** What training needs, beside data and settings, to go on as if it had never stopped. */
export interface TrainingState {
  readonly history: EpochRecord[];
  best?: Best;
}

interface Header {
  readonly format: 'latentscape-checkpoint-1';
  readonly settings: string;
  readonly steps: number;
  readonly history: readonly EpochRecord[];
  readonly best?: Omit<Best, 'weights'>;
}

/**
 * Weights, optimiser and history as bytes: the length of a JSON header, the header, then float32 values.
 * Random draws need no state: they follow from seed and epoch.
 * @param settings identify the training
 */
export function packCheckpoint(
  settings: Settings,
  weights: readonly tf.Variable[],
  adam: Adam,
  { history, best }: TrainingState,
): Uint8Array {
  const header: Header = {
    format: 'latentscape-checkpoint-1',
    settings: JSON.stringify(settings),
    steps: adam.steps,
    history,
    best: best && { epoch: best.epoch, heldOutLoss: best.heldOutLoss },
  };
  const arrays = [...[...weights, ...adam.moments.flat()].map(valuesOf), ...(best?.weights ?? [])];
  const head = new TextEncoder().encode(JSON.stringify(header));
  const bytes = new Uint8Array(arrays.reduce((size, array) => size + array.byteLength, 4 + head.length));
  new DataView(bytes.buffer).setUint32(0, head.length, true);
  bytes.set(head, 4);
  let at = 4 + head.length;
  for (const array of arrays) {
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at);
    at += array.byteLength;
  }
  return bytes;
}

/**
 * Puts a checkpoint's values back into weights and optimiser.
 * @returns the rest of the state, or `undefined` when the checkpoint belongs to another training
 * @throws UserError when it is damaged
 */
export function unpackCheckpoint(
  bytes: Uint8Array,
  settings: Settings,
  weights: readonly tf.Variable[],
  adam: Adam,
): TrainingState | undefined {
  const headLength = bytes.length < 4 ? 0 : new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const header = parseHeader(bytes.subarray(4, 4 + headLength));
  if (header.settings !== JSON.stringify(settings)) return undefined;
  const targets = [...weights, ...adam.moments.flat()];
  const sizes = [...targets, ...(header.best ? weights : [])].map((t) => t.size);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (bytes.length !== 4 + headLength + 4 * total) throw damaged();
  const values = new Float32Array(new Uint8Array(bytes.subarray(4 + headLength)).buffer);
  let end = 0;
  const arrays = sizes.map((size) => {
    end += size;
    return values.slice(end - size, end);
  });
  for (const [i, target] of targets.entries()) setValues(target, arrays[i]);
  adam.steps = header.steps;
  const best = header.best && { ...header.best, weights: arrays.slice(targets.length) };
  return { history: [...header.history], best };
}

/** A copy of a variable's values. */
export function valuesOf(variable: tf.Variable): Float32Array {
  return Float32Array.from(variable.dataSync());
}

/** Replaces a variable's values. */
export function setValues(variable: tf.Variable, values: Float32Array): void {
  tidy(() => variable.assign(tensor(values, variable.shape)));
}

function parseHeader(bytes: Uint8Array): Header {
  try {
    const header = JSON.parse(new TextDecoder().decode(bytes)) as Header;
    if (header.format === 'latentscape-checkpoint-1') return header;
  } catch {
    // Not JSON: damaged as well.
  }
  throw damaged();
}

function damaged(): UserError {
  return new UserError('the training checkpoint is damaged; remove it and training starts again');
}
