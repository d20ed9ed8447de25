// The kernels of dense networks. A module of its own, because its memory is shared, which that of TensorFlow.js is not.
export { shardCodes, shardErrors } from './dense-pass.as';
export { moveWeights, shardGradients } from './dense-training.as';
