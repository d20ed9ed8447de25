// The module that the build compiles: what measuring quality spends its time on. A kernel takes the number of its chunk,
// the number of the thread that runs it (which chooses its scratch memory and nothing else) and then plain numbers:
// addresses in the shared memory, counts and constants. What it writes depends on the chunk alone, or is a sum of
// whole numbers, so that the result is the same for any number of threads.

export { compareRanks } from './agreement.as';
export { byteDistances, floatDistances, packRows } from './distances.as';
export { rankRows } from './ranking.as';
export { silhouettes } from './silhouette.as';
