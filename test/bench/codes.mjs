// npm run bench -- codes [--seeds 3] [--map] [--pixels] [options of the autoencoder as JSON: '{"variant":"vanilla"}']
// What codes are worth: accuracy of the 10 nearest neighbours (exact) of MNIST's 10,000 held-out digits among its 60,000
// training digits, by the default autoencoder at several seeds, beside as many principal components and, when asked for,
// the raw pixels (a minute) and the map of the codes (a t-SNE a seed). The difference to the components is taken digit by
// digit, so that what both get wrong does not blur it. Its standard error has two parts: the seeds, which say how another
// training would fare on these digits, and the digits, which say how others of their kind would.
import { parseArgs } from 'node:util';
import { useBackend } from '@latentscape/pipeline/autoencoder/backend';
import { scaleRows } from '@latentscape/pipeline/autoencoder/batches';
import { encode } from '@latentscape/pipeline/autoencoder/encode';
import { principalComponents } from '@latentscape/pipeline/autoencoder/principal-components';
import { trainAutoencoder } from '@latentscape/pipeline/autoencoder/train';
import { loadMnist } from '@latentscape/pipeline/data/mnist';
import { labelsByNeighbours } from '@latentscape/pipeline/quality/neighbour-labels';
import { nearestNeighbours } from '@latentscape/pipeline/tsne/nearest-neighbours';
import { tsne } from '@latentscape/pipeline/tsne/tsne';
import * as tf from '@tensorflow/tfjs-core';

const { values: given, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seeds: { type: 'string', default: '3' },
    map: { type: 'boolean', default: false },
    pixels: { type: 'boolean', default: false },
  },
});
const options = JSON.parse(positionals[0] ?? '{}');
const k = 10;
const dataset = await loadMnist();
const { features, split, image } = dataset;
const labels = dataset.label.codes;
const trainingRows = split.indexOf(1);
await useBackend();

console.log('accuracy of 10 nearest neighbours, 10,000 held-out digits among 60,000 training digits\n');
const components = await rightAnswers(projected(32), 32);
print('32 principal components', mean(components));
if (given.pixels) {
  const all = Uint32Array.from({ length: features.rows }, (_, row) => row);
  print('784 pixels', mean(await rightAnswers(scaleRows(features, all), features.columns)));
}
const found = { codes: [], map: [] };
for (let seed = 1; seed <= Number(given.seeds); seed++) {
  const started = performance.now();
  const autoencoder = await trainAutoencoder(features, split, { image, ...options, seed });
  const seconds = (performance.now() - started) / 1000;
  const codes = await encode(autoencoder, features);
  const columns = codes.length / features.rows;
  const { heldOutLoss } = autoencoder.history.at(-1);
  autoencoder.network.dispose();
  found.codes.push(await rightAnswers(codes, columns));
  const said = `held-out loss ${heldOutLoss.toFixed(4)}, trained in ${seconds.toFixed(1)} s`;
  print(`codes, seed ${seed}`, mean(found.codes.at(-1)), `${beside(found.codes.at(-1))}, ${said}`);
  if (!given.map) continue;
  const { embedding } = await tsne(codes, { rows: features.rows, columns, seed });
  found.map.push(await rightAnswers(embedding, 2));
  print(`map, seed ${seed}`, mean(found.map.at(-1)), beside(found.map.at(-1)));
}
for (const [what, answers] of Object.entries(found)) {
  if (answers.length < 2) continue;
  const bySeed = answers.map((right) => mean(right) - mean(components));
  const byDigit = Float64Array.from(components, (own, i) => mean(answers.map((right) => right[i])) - own);
  const errors = `standard error ${points(standardError(bySeed))} over seeds, ${points(standardError(byDigit))} over digits`;
  print(`${what}, mean of ${answers.length}`, mean(answers.map(mean)));
  console.log(`  beside the principal components: ${points(mean(bySeed), true)} points, ${errors}`);
}

/** Which held-out digits the codes get right and the components do not, and the other way round. */
function beside(right) {
  const won = right.filter((one, i) => one > components[i]).length;
  const lost = right.filter((one, i) => one < components[i]).length;
  return `+${won} -${lost} digits`;
}

function points(difference, signed = false) {
  return `${signed && difference > 0 ? '+' : ''}${(100 * difference).toFixed(3)}`;
}

function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Of the mean of independent values. */
function standardError(values) {
  const centre = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1) / values.length);
}

/**
 * For each held-out digit 1 where its neighbours tell it right, else 0.
 * @param rows `70,000 x columns`, row-major
 */
async function rightAnswers(rows, columns) {
  const cut = trainingRows * columns;
  const queries = rows.slice(cut);
  const neighbours = await nearestNeighbours(rows.slice(0, cut), { rows: trainingRows, columns, k, queries });
  const predicted = labelsByNeighbours({ k, indices: neighbours.indices }, k, labels);
  return Uint8Array.from(predicted, (label, query) => Number(label === labels[trainingRows + query]));
}

/** Every row on the principal components of the training rows. */
function projected(count) {
  const rows = (start, end) =>
    tf.tensor2d(
      scaleRows(
        features,
        Uint32Array.from({ length: end - start }, (_, i) => start + i),
      ),
      [end - start, features.columns],
    );
  const { mean, directions } = tf.tidy(() => principalComponents(rows(0, trainingRows), count, 1));
  const result = new Float32Array(features.rows * count);
  for (let start = 0; start < features.rows; start += 5000) {
    const part = tf.tidy(() => tf.matMul(tf.sub(rows(start, start + 5000), mean), directions).dataSync());
    result.set(part, start * count);
  }
  tf.dispose([mean, directions]);
  return result;
}

function print(what, value, more = '') {
  console.log(`${what.padEnd(28)}${value.toFixed(4)}  ${more}`.trimEnd());
}
