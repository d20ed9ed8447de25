import { parentPort, workerData } from 'node:worker_threads';
import TSNE from 'tsne-js';
import { seededRandom } from '../../data/random.js';
import type { TsneJsMessage, TsneJsTask } from './layout.js';

// The package draws its starting points from Math.random; in this thread, which runs nothing else, that is seeded.
const { rows, columns, values, seed, perplexity, earlyExaggeration, iterations, metric } =
  workerData as TsneJsTask;
Math.random = seededRandom(seed);

const post = (message: TsneJsMessage) => parentPort!.postMessage(message);

const model = new TSNE({ dim: 2, perplexity, earlyExaggeration, nIter: iterations, metric });
model.on('progressIter', ([iteration, cost]) => post({ iteration, cost }));
model.init({
  type: 'dense',
  data: Array.from({ length: rows }, (_, row) => [...values.subarray(row * columns, (row + 1) * columns)]),
});
const [cost] = model.run();
post({ embedding: Float32Array.from(model.getOutput().flat()), cost });
