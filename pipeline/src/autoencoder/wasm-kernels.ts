import * as tf from '@tensorflow/tfjs-core';
import { AdamStep, SigmoidCrossEntropy } from './kernel-names.js';
import { filterGradientKernel, inputGradientKernel } from './wasm-convolution.js';
import { adamKernel, crossEntropyKernel, multiplyKernel, sumKernel } from './wasm-dense.js';
import { instantiateKernels } from './wasm-module.js';

/**
 * Kernels of our own for the wasm backend of TensorFlow.js, registered like any other, so that the code that trains
 * is ordinary TensorFlow.js and runs on every backend.
 *
 * Why they exist: tfjs-backend-wasm 4.22 is built for inference. Its `BatchMatMul` runs a scalar loop, some fourteen
 * times slower than the plain product, when a factor is transposed, as in every gradient of a dense layer; its `Sum`
 * transposes the whole matrix to add up rows; the gradient of a convolution's filter is missing; and a loss or a step
 * of Adam is a dozen passes over memory. `BatchMatMul`, `_FusedMatMul` and `Sum` are replaced where ours is faster and
 * passed on where it does not apply; the gradients of convolutions are ours; `SigmoidCrossEntropy` and `AdamStep` are
 * new, and their callers have a plain twin for other backends. When the backend itself trains fast, all of this can go.
 *
 * The kernels work in place in the backend's own memory: tensors are passed by address.
 */
export async function registerWasmKernels(): Promise<void> {
  if (tf.getKernel(SigmoidCrossEntropy, 'wasm')) return;
  const kernels = await instantiateKernels();
  const add = (kernelName: string, kernelFunc: tf.KernelFunc) =>
    tf.registerKernel({ kernelName, backendName: 'wasm', kernelFunc });
  replaceKernel(tf.BatchMatMul, (original) => multiplyKernel(kernels, original));
  replaceKernel(tf._FusedMatMul, (original) => multiplyKernel(kernels, original));
  replaceKernel(tf.Sum, (original) => sumKernel(kernels, original));
  replaceKernel(tf.Conv2DBackpropInput, () => inputGradientKernel(kernels));
  add(tf.Conv2DBackpropFilter, filterGradientKernel(kernels));
  add(SigmoidCrossEntropy, crossEntropyKernel(kernels));
  add(AdamStep, adamKernel(kernels));
}

function replaceKernel(name: string, replacement: (original: tf.KernelFunc) => tf.KernelFunc): void {
  const config = tf.getKernel(name, 'wasm');
  tf.unregisterKernel(name, 'wasm');
  tf.registerKernel({ ...config, kernelFunc: replacement(config.kernelFunc) });
}
