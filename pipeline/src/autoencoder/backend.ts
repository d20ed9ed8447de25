import { createRequire } from 'node:module';
import util from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import { UserError } from '../errors.js';
import type { BackendChoice } from './options.js';
import { registerWasmKernels } from './wasm-kernels.js';

/**
 * Makes TensorFlow.js compute with the chosen backend.
 * @param load how tfjs-node is loaded
 * @returns the name under which TensorFlow.js knows it: `wasm`, `tensorflow` (tfjs-node) or `cpu`
 * @throws UserError when the backend that was asked for cannot be had
 */
export async function useBackend(
  choice: BackendChoice = 'wasm',
  load: (name: string) => unknown = createRequire(import.meta.url),
): Promise<string> {
  if (choice === 'cpu') await import('@tensorflow/tfjs-backend-cpu');
  if (choice === 'wasm') await import('@tensorflow/tfjs-backend-wasm');
  if (choice === 'node') loadNodeBinding(load);
  const name = choice === 'node' ? 'tensorflow' : choice;
  if (!(await tf.setBackend(name)))
    throw new UserError(`--backend ${choice}: it does not start on this machine`);
  await tf.ready();
  if (name === 'wasm') await registerWasmKernels();
  return name;
}

const nodeBinding = '@tensorflow/tfjs-node';

/** Loads tfjs-node, which registers the backend `tensorflow`. @throws UserError that says in a few words why it cannot */
function loadNodeBinding(load: (name: string) => unknown): void {
  // tfjs-node 4.22 calls a function that Node 23 removed (tfjs #8609, mended upstream but not released).
  const legacy = util as { isNullOrUndefined?: (value: unknown) => boolean };
  legacy.isNullOrUndefined ??= (value) => value === null || value === undefined;
  try {
    load(nodeBinding);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    // A module that tfjs-node itself lacks is not found either, and says so.
    const absent = code === 'MODULE_NOT_FOUND' && message.includes(`'${nodeBinding}'`);
    throw new UserError(
      `--backend node: ${nodeBinding} does not load (${absent ? 'not installed' : message.split('\n')[0]}); install it with "npm install ${nodeBinding}" or use --backend wasm`,
    );
  }
}
