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
 * @param load how tfjs-node is loaded
 * @throws UserError when the backend that was asked for cannot be had
 */
export async function useBackend(
  choice: BackendChoice = 'auto',
  load: (name: string) => unknown = createRequire(import.meta.url),
): Promise<Backend> {
  if (choice === 'cpu') return activate('cpu', 'asked for');
  if (choice === 'wasm') return activate('wasm', 'asked for');
  const failure = loadNodeBinding(load);
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

const nodeBinding = '@tensorflow/tfjs-node';

/** Loads tfjs-node, which registers the backend `tensorflow`; returns why it could not, in a few words. */
function loadNodeBinding(load: (name: string) => unknown): string | undefined {
  // tfjs-node 4.22 calls a function that Node 23 removed (tfjs #8609, mended upstream but not released).
  const legacy = util as { isNullOrUndefined?: (value: unknown) => boolean };
  legacy.isNullOrUndefined ??= (value) => value === null || value === undefined;
  try {
    load(nodeBinding);
    return undefined;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    // A module that tfjs-node itself lacks is not found either, and says so.
    const absent = code === 'MODULE_NOT_FOUND' && message.includes(`'${nodeBinding}'`);
    return absent ? 'not installed' : message.split('\n')[0];
  }
}
