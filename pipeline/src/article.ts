// npm run article [-- FOLDER]
//
// Repeats the experiment of the tutorial on sparse and denoising autoencoders that this product builds on: the standard,
// the sparse and the denoising 784-128-32-128-784 on MNIST, its headline figures beside ours, and a page with the
// histograms of the codes and the denoised digits.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { useBackend } from './autoencoder/backend.js';
import type { CodeStatistics } from './autoencoder/code-statistics.js';
import { type Insights, insights } from './autoencoder/insights.js';
import type { AutoencoderOptions } from './autoencoder/options.js';
import { trainAutoencoder } from './autoencoder/train.js';
import { loadMnist } from './data/mnist.js';
import { type ChartLabels, histogramChart, type Series } from './report/charts.js';
import { type Html, html } from './report/html.js';
import { page } from './report/page.js';
import { contactSheet } from './report/pictures.js';

/**
 * As in the tutorial, without our recipe; only the output's start at the mean row remains.
 * Keras summed L1 of 1e-5 over batches of 32 rows.
 */
const common: Partial<AutoencoderOptions> = {
  hidden: [128],
  codeSize: 32,
  hiddenActivation: 'relu',
  codeBias: 0,
  sparsity: 32 * 1e-5,
  sparsityWarmUp: 0,
  weightDecay: 0,
  noise: 0.4,
  epochs: 10,
  schedule: 'constant',
  learningRate: 1e-3,
};

const folder = path.resolve(process.argv[2] ?? 'runs/article');
const { features, split, image } = await loadMnist();
const backend = await useBackend();
console.log(`MNIST, 784-128-32-128-784, ${common.epochs} epochs, backend ${backend}\n`);

const standard = await study('vanilla');
const sparse = await study('sparse');
const denoising = await study('denoising');

/** What is compared, what the article says of it, what came out here. */
const figures: readonly (readonly [what: string, article: string, here: string])[] = [
  ['mean code', '6.6 → 0.8', `${standard.codes.mean.toFixed(2)} → ${sparse.codes.mean.toFixed(2)}`],
  ['variance', 'much smaller', `${standard.codes.variance.toFixed(1)} → ${sparse.codes.variance.toFixed(2)}`],
  ['zeros', 'many', `${percent(standard.codes)} → ${percent(sparse.codes)}`],
  ['loss, sparse - standard', 'about 0.01', (heldOut(sparse) - heldOut(standard)).toFixed(4)],
  ['loss, standard', '', heldOut(standard).toFixed(4)],
  ['loss, denoising', '', `${heldOut(denoising).toFixed(4)} (noisy inputs, clean targets)`],
];
print('', 'article', 'here');
for (const line of figures) print(...line);

await mkdir(folder, { recursive: true });
const file = path.join(folder, 'article.html');
await writeFile(file, await picture());
console.log(`\nHistograms and denoised digits: ${file}`);

/** Trains one variant and looks into it. */
async function study(variant: string): Promise<Insights> {
  const started = performance.now();
  const autoencoder = await trainAutoencoder(features, split, { ...common, variant, image });
  const seen = await insights(autoencoder, features, split);
  autoencoder.network.dispose();
  console.log(`${variant.padEnd(10)} trained in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  return seen;
}

async function picture(): Promise<string> {
  const { originals, inputs, reconstructions } = denoising.examples.typical;
  const rows = await Promise.all(
    [originals, inputs!, reconstructions].map(async (pictures) =>
      (await contactSheet(pictures)).png.toString('base64'),
    ),
  );
  const names = ['original', 'as seen', 'denoised'];
  return page('Sparse and denoising autoencoders', [
    html`<h2>The sparse code is smaller</h2>
<table class="numbers"><thead><tr><th scope="col">standard → sparse</th><th scope="col">article</th><th scope="col">here</th></tr></thead>
<tbody>${figures.map(([what, article, here]) => html`<tr><td>${what}</td><td>${article}</td><td>${here}</td></tr>`)}</tbody></table>
<div class="pair">${histogram('Standard', standard, 2)}${histogram('Sparse', sparse, 1)}</div>`,
    html`<h2>Denoised digits</h2><table class="examples">${rows.map(
      (png, i) =>
        html`<tr><th>${names[i]}</th><td><img class="pixels" width="716" alt="${names[i]}" src="data:image/png;base64,${png}"></td></tr>`,
    )}</table>`,
  ]);
}

/** The values of all codes, on a scale of values that both histograms share. */
function histogram(name: string, { codes }: Insights, tone: Series['tone']): Html {
  const { from, to, counts } = codes.histogram;
  const total = counts.reduce((sum, count) => sum + count, 0);
  const width = (to - from) / counts.length;
  const points: [number, number][] = counts.map((count, i) => [from + i * width, (100 * count) / total]);
  const end = Math.max(standard.codes.histogram.to, sparse.codes.histogram.to);
  const rest: [number, number][] = [
    [to, 0],
    [end, 0],
  ];
  const labels: ChartLabels = {
    title: `${name}: mean ${codes.mean.toFixed(2)}, variance ${codes.variance.toFixed(2)}, ${percent(codes)} zeros`,
    x: 'value of a code',
    y: '% of values',
  };
  return histogramChart([{ name: '', tone, points: [...points, ...rest] }], labels);
}

function heldOut({ history }: Insights): number {
  return history.at(-1)!.heldOutLoss!;
}

function percent({ zeroFraction }: CodeStatistics): string {
  return `${(100 * zeroFraction).toFixed(0)}%`;
}

function print(what: string, article: string, here: string): void {
  console.log(`${what.padEnd(26)}${article.padEnd(15)}${here}`);
}
