// The kernels of training, compiled to one WASM module that works inside the memory of TensorFlow.js: every pointer
// is the address of a tensor there. The module keeps no data of its own in that memory (no strings, no tables).
export { adam } from './adam.as';
export { columnSums } from './column-sums.as';
export { crossEntropy } from './cross-entropy.as';
export { multiply, scratchBytes } from './matmul.as';
export { gatherPatches, scatterPatches } from './patches.as';
export { multiplyColumns, multiplyRows } from './sparse-product.as';
