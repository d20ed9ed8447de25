// The module that the build compiles: what reading data spends its time on.
export { bytesToRows, copyBytes, keepRuns, wordsToRows } from './columns.as';
export { lookUpBytes } from './dictionary.as';
export { unpackSnappy } from './snappy.as';
export { byteStatistics, floatStatistics } from './statistics.as';
export { columnStatistics, putIntoTiles } from './tiles.as';
