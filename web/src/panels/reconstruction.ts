import { type FeatureCell, featureCells, likeliest } from '../data/feature-cells.js';
import { scale, unscale } from '../data/features.js';
import type { LoadedRun } from '../data/run.js';
import { cellText, formatNumber } from '../data/table.js';
import { h } from '../dom.js';
import { createPicture, drawPixels } from './picture.js';

/** Original, what a denoising network saw, and what it makes of that, or the decoder of the code. */
export function reconstructedPicture(
  { dataset, features, autoencoder, codes }: LoadedRun,
  row: number,
): HTMLElement {
  const shape = dataset!.image!;
  const original = createPicture('Original');
  const noisy = createPicture('With noise');
  const reconstruction = createPicture('Reconstruction');
  noisy.element.hidden = true;
  const note = h('p', { class: 'quiet', role: 'status' });
  const draw = async () => {
    const scaled = scale(await features.row(row), dataset!.scaling);
    drawPixels(original.canvas, scaled, shape);
    const { seen, drawn } = await autoencoder.rebuild(row, scaled, await codes.row(row));
    noisy.element.hidden = !seen;
    if (seen) drawPixels(noisy.canvas, seen, shape);
    drawPixels(reconstruction.canvas, drawn, shape);
    note.textContent = `Mean squared error ${formatNumber(meanSquaredError(scaled, drawn))}`;
  };
  draw().catch((error: Error) => {
    reconstruction.element.hidden = true;
    note.textContent = `No reconstruction: ${error.message}`;
  });
  return h(
    'div',
    {},
    h('div', { class: 'pictures' }, original.element, noisy.element, reconstruction.element),
    note,
  );
}

const mostFields = 60;

/** What of a row that is no picture is shown with its reconstruction: its features, as far as there is room for them. */
export function shownFeatures({ dataset, table }: LoadedRun): readonly FeatureCell[] {
  if (!dataset || dataset.image) return [];
  return featureCells(dataset.featureNames, dataset.columns, table.columns).slice(0, mostFields);
}

/**
 * For rows that are no pictures: each feature and what the decoder makes of it, in the data's own scale; of a category, the
 * value that the decoder finds likeliest. What stood in for a missing number is not shown as if it had been there.
 *
 * @param onUnread Called when the features cannot be shown.
 */
export function reconstructedFields(run: LoadedRun, row: number, onUnread: () => void): HTMLElement {
  const { table: own, dataset, features, autoencoder, codes } = run;
  const list = h('tbody');
  const table = h(
    'table',
    { class: 'reconstruction' },
    h('caption', {}, 'Features'),
    h(
      'thead',
      {},
      h('tr', {}, ...['name', 'value', 'rebuilt'].map((title) => h('th', { scope: 'col' }, title))),
    ),
    list,
  );
  const note = h('p', { class: 'quiet', role: 'status' });
  const draw = async () => {
    if (!dataset) throw new Error('dataset.json is missing');
    const { scaling } = dataset;
    const raw = await features.row(row);
    const rebuilt = await codes
      .row(row)
      .then((values) => autoencoder.decode(values))
      .then((drawn) => unscale(drawn, scaling), tellWhy);
    const isMissing = (name: string) =>
      own.columns.some(
        (cell) => cell.name === name && cell.kind === 'number' && Number.isNaN(cell.values[row]),
      );
    const textOf = ({ name, from, category }: FeatureCell) =>
      category ? cellText(category, row) : formatNumber(isMissing(name) ? Number.NaN : raw[from]);
    const textOfRebuilt = (cell: FeatureCell, values: Float32Array) =>
      cell.category ? likeliest(cell, dataset.featureNames!, values) : formatNumber(values[cell.from]);
    const shown = shownFeatures(run);
    const rows = shown.map((cell) =>
      h(
        'tr',
        {},
        h('th', { scope: 'row', class: 'clip', title: cell.name }, cell.name),
        h('td', { class: 'clip' }, textOf(cell)),
        h('td', { class: 'clip' }, rebuilt ? textOfRebuilt(cell, rebuilt) : '–'),
      ),
    );
    list.replaceChildren(...rows);
    if (raw.length > (shown.at(-1)?.to ?? 0))
      note.append(` The first ${mostFields} of ${raw.length.toLocaleString('en')} features.`);
  };
  function tellWhy(error: Error): undefined {
    note.textContent = `No reconstruction: ${error.message}`;
  }
  draw().catch((error: Error) => {
    table.hidden = true;
    tellWhy(error);
    onUnread();
  });
  return h(
    'div',
    { class: 'reconstruction-frame', tabindex: 0, role: 'region', 'aria-label': 'Features' },
    table,
    note,
  );
}

function meanSquaredError(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + (value - b[i]) ** 2, 0) / a.length;
}
