// The module that the build compiles: every kernel of t-SNE. A kernel takes the number of its chunk, the number of
// the thread that runs it (which chooses its scratch memory and nothing else) and then plain numbers: addresses in
// the shared memory, counts and constants. What it writes depends on the chunk alone, so that the result is the same
// for any number of threads.

export { conditionalAffinities } from './affinities.as';
export { attract, logAffinities } from './attraction.as';
export {
  convolveRows,
  fftPlan,
  forwardColumns,
  inverseColumns,
  kernelColumns,
  kernelRows,
} from './convolution.as';
export { descend } from './descent.as';
export { exactRepulsion, splitPoints, sumRepulsion } from './exact-repulsion.as';
export { transform } from './fft.as';
export { axisInfluence } from './influence.as';
export { countPairs, fillRows, joinNeighbours } from './joint.as';
export { coarsen, refine } from './levels.as';
export { bandCounts, bandOffsets, bandScatter, readField, spreadBands } from './mesh.as';
export { placeRows } from './placement.as';
export { covariance, project } from './principal.as';
export { accumulateCells, arrangeRows, columnSums, packRows, unitRows } from './rows.as';
export { search } from './search.as';
export { partsAt, similarityParts } from './similarity.as';
export { exponentials, logarithms } from './vector-math.as';
