import { createRequire } from 'node:module';
import util from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import { UserError } from '../errors.js';
import { registerWasmKernels } from './wasm-kernels.js';

export const backendChoices = ['auto', 'wasm', 'node', 'cpu'] as const;

export type BackendChoice = (typeof backendChoices)[number];

export interface Backend {
  /** The name under which TensorFlow.js knows it: `wasm`, `tensorflow` (tfjs-node) or `cpu`. */
  readonly name: string;
  /** Why this one, for the log and the manifest. */
  readonly reason: string;
}

/**
 * Makes TensorFlow.js compute with the chosen backend; `auto` takes tfjs-node where it is installed and loads, else wasm.
 * @throws UserError when the backend that was asked for cannot be had
 */
export async function useBackend(choice: BackendChoice = 'auto'): Promise<Backend> {
  if (choice === 'cpu') return activate('cpu', 'asked for');
  if (choice === 'wasm') return activate('wasm', 'asked for');
  const failure = loadNodeBinding();
  if (failure === undefined) {
    return activate('tensorflow', choice === 'node' ? 'asked for' : '@tensorflow/tfjs-node is installed');
  }
  if (choice === 'node') {
    throw new UserError(
      `--backend node: @tensorflow/tfjs-node does not load (${failure}); install it with "npm install @tensorflow/tfjs-node" or use --backend wasm`,
    );
  }
  return activate('wasm', `@tensorflow/tfjs-node does not load (${failure})`);
}

async function activate(name: string, reason: string): Promise<Backend> {
  if (name === 'cpu') await import('@tensorflow/tfjs-backend-cpu');
  if (name === 'wasm') await import('@tensorflow/tfjs-backend-wasm');
  if (!(await tf.setBackend(name)))
    throw new UserError(`--backend ${name}: it does not start on this machine`);
  await tf.ready();
  if (name === 'wasm') await registerWasmKernels();
  return { name, reason };
}

/** Loads tfjs-node, which registers the backend `tensorflow`; returns why it could not, in a few words. */
function loadNodeBinding(): string | undefined {
  // tfjs-node 4.22 calls a function that Node 23 removed (tfjs #8609, mended upstream but not released).
  const legacy = util as { isNullOrUndefined?: (value: unknown) => boolean };
  legacy.isNullOrUndefined ??= (value) => value === null || value === undefined;
  try {
    createRequire(import.meta.url)('@tensorflow/tfjs-node');
    return undefined;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === 'MODULE_NOT_FOUND' ? 'not installed' : message.split('\n')[0];
  }
}
