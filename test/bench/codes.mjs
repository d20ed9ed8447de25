// npm run bench -- codes [--seeds 3] [--folds] [--map] [--pixels] [options of the autoencoder: '{"variant":"vanilla"}']
// What codes are worth: accuracy of the 10 nearest neighbours (exact) of MNIST's 10,000 held-out digits among its 60,000
// training digits, by the default autoencoder at several seeds, beside as many principal components and, when asked for,
// the raw pixels (a minute) and the map of the codes (a t-SNE each). With --folds all 70,000 digits are asked, 10,000 at
// a time, of autoencoders and components that have learned from the 60,000 others.
//
// The difference to the components is taken digit by digit, so that what both get wrong does not blur it. Its standard
// error is told twice: over trainings, as another one would fare, and over digits, as others of their kind would.
import { parseArgs } from 'node:util';
import { useBackend } from '@latentscape/pipeline/autoencoder/backend';
import { encode } from '@latentscape/pipeline/autoencoder/encode';
import { principalComponents } from '@latentscape/pipeline/autoencoder/principal-components';
import { trainAutoencoder } from '@latentscape/pipeline/autoencoder/train';
import { loadMnist } from '@latentscape/pipeline/data/mnist';
import { scaleRows } from '@latentscape/pipeline/data/scale-rows';
import { labelsByNeighbours } from '@latentscape/pipeline/quality/neighbour-labels';
import { nearestNeighbours } from '@latentscape/pipeline/tsne/nearest-neighbours';
import { tsne } from '@latentscape/pipeline/tsne/tsne';
import * as tf from '@tensorflow/tfjs-core';

const { values: given, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seeds: { type: 'string', default: '3' },
    folds: { type: 'boolean', default: false },
    map: { type: 'boolean', default: false },
    pixels: { type: 'boolean', default: false },
  },
});
const options = JSON.parse(positionals[0] ?? '{}');
const k = 10;
const asked = 10_000;
const { features, split, image, label } = await loadMnist();
const labels = label.codes;
await useBackend();

const rounds = given.folds
  ? Array.from({ length: features.rows / asked }, (_, i) => ({ seed: i + 1, split: foldOf(i), name: 'fold' }))
  : Array.from({ length: Number(given.seeds) }, (_, i) => ({ seed: i + 1, split, name: 'seed' }));
const found = { codes: [], map: [] };
const components = [];

console.log(
  `accuracy of 10 nearest neighbours, ${given.folds ? 'every fold of ' : ''}10,000 held-out digits among the 60,000 others\n`,
);
for (const [i, round] of rounds.entries()) {
  if (i === 0 || given.folds) {
    components.push(await rightAnswers(projected(round.split, 32), round.split));
    print('32 principal components', mean(components[i]));
    if (given.pixels) print('784 pixels', mean(await rightAnswers(scaled(0, features.rows), round.split)));
  } else components.push(components[0]);
  await ask(i, round);
}
for (const [what, answers] of Object.entries(found)) {
  if (answers.length > 1) summarise(what, answers);
}

/** Trains, encodes, and asks the held-out digits. */
async function ask(i, { seed, split, name }) {
  const started = performance.now();
  const autoencoder = await trainAutoencoder(features, split, { image, ...options, seed });
  const seconds = (performance.now() - started) / 1000;
  const codes = await encode(autoencoder, features);
  const { heldOutLoss } = autoencoder.history.at(-1);
  autoencoder.network.dispose();
  const tell = async (what, rows, more) => {
    const right = await rightAnswers(rows, split);
    found[what].push(right);
    print(`${what}, ${name} ${seed}`, mean(right), `${beside(right, components[i])}${more}`);
  };
  await tell('codes', codes, `, held-out loss ${heldOutLoss.toFixed(4)}, trained in ${seconds.toFixed(1)} s`);
  if (!given.map) return;
  const columns = codes.length / features.rows;
  await tell('map', (await tsne(codes, { rows: features.rows, columns, seed })).embedding, '');
}

function summarise(what, answers) {
  const differences = answers.map((right, i) => Float64Array.from(right, (one, d) => one - components[i][d]));
  const byTraining = differences.map(mean);
  const byDigit = given.folds
    ? differences.flatMap((fold) => [...fold])
    : Array.from(differences[0], (_, digit) => mean(differences.map((seed) => seed[digit])));
  const errors = `standard error ${points(standardError(byTraining))} over trainings, ${points(standardError(byDigit))} over digits`;
  print(`${what}, mean of ${answers.length}`, mean(answers.map(mean)));
  console.log(`  beside the principal components: ${points(mean(byTraining), true)} points, ${errors}`);
}

/** A split whose `i`-th ten thousand digits are held out. */
function foldOf(i) {
  return Uint8Array.from(split, (_, row) => Number(Math.floor(row / asked) === i));
}

/**
 * For each held-out digit 1 where its neighbours tell it right, else 0.
 * @param rows `70,000 x columns`, row-major
 */
async function rightAnswers(rows, split) {
  const columns = rows.length / features.rows;
  const of = (side) => Uint32Array.from(split.keys()).filter((row) => split[row] === side);
  const take = (indices) => {
    const taken = new Float32Array(indices.length * columns);
    indices.forEach((row, i) => {
      taken.set(rows.subarray(row * columns, (row + 1) * columns), i * columns);
    });
    return taken;
  };
  const [known, queries] = [of(0), of(1)];
  const search = { rows: known.length, columns, k, queries: take(queries) };
  const { indices } = await nearestNeighbours(take(known), search);
  const predicted = labelsByNeighbours(
    { k, indices },
    k,
    Int32Array.from(known, (row) => labels[row]),
  );
  return Uint8Array.from(predicted, (label, i) => Number(label === labels[queries[i]]));
}

/** Every row on the principal components of those that are not held out. */
function projected(split, count) {
  const training = Uint32Array.from(split.keys()).filter((row) => split[row] === 0);
  const { mean, directions } = tf.tidy(() => {
    const rows = tf.tensor2d(scaleRows(features, training), [training.length, features.columns]);
    return principalComponents(rows, count, 1);
  });
  const result = new Float32Array(features.rows * count);
  const step = 5000;
  for (let start = 0; start < features.rows; start += step) {
    const part = tf.tidy(() => {
      const rows = tf.tensor2d(scaled(start, start + step), [step, features.columns]);
      return tf.matMul(tf.sub(rows, mean), directions).dataSync();
    });
    result.set(part, start * count);
  }
  tf.dispose([mean, directions]);
  return result;
}

function scaled(start, end) {
  return scaleRows(
    features,
    Uint32Array.from({ length: end - start }, (_, i) => start + i),
  );
}

/** How many digits one gets right and the other does not. */
function beside(right, others) {
  const won = right.filter((one, i) => one > others[i]).length;
  const lost = right.filter((one, i) => one < others[i]).length;
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

function print(what, value, more = '') {
  console.log(`${what.padEnd(28)}${value.toFixed(4)}  ${more}`.trimEnd());
}
