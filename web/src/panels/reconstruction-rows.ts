import type { DatasetDescription } from '@latentscape/pipeline';
import type { Rebuilt } from '../data/autoencoder.js';
import { scale } from '../data/features.js';
import type { LoadedRun } from '../data/run.js';
import { cellText } from '../data/table.js';
import { h } from '../dom.js';
import { drawPixels } from './picture.js';
import { createProfile } from './profile.js';

type ImageShape = NonNullable<DatasetDescription['image']>;

const count = 12;
const linesOfProfile = 'Bars: the features in the network’s scale. Lines: their reconstruction.';
const linesOfPictures = (noisy: boolean) =>
  noisy
    ? 'Above: the row. Middle: as the network saw it. Below: what it made of that.'
    : 'Above: the row. Below: its reconstruction.';

/** Rows from all over the data, with what becomes of them; held-out rows where the run has them. */
/** @param noisy Whether the network was trained with noise. */
export function createReconstructionRows(run: LoadedRun, noisy: boolean): HTMLElement {
  const rows = evenlyChosen(run);
  const image = run.dataset?.image;
  const note = h('p', { class: 'quiet', role: 'status' });
  const list = h('div', { class: image ? 'reconstruction-rows' : 'profile-rows' });
  const draw = async () => {
    if (!run.dataset) throw new Error('dataset.json is missing');
    for (const row of rows) {
      const original = scale(await run.features.row(row), run.dataset.scaling);
      const code = await run.codes.row(row);
      if (image)
        list.append(pictures(run, row, image, original, await run.autoencoder.rebuild(row, original, code)));
      else list.append(profile(run, row, original, await run.autoencoder.decode(code)));
    }
  };
  draw().catch((error: Error) => {
    note.textContent = error.message;
  });
  return h(
    'section',
    {},
    h(
      'h3',
      {},
      isHeldOut(run) ? 'Held-out rows and their reconstructions' : 'Rows and their reconstructions',
    ),
    h('p', { class: 'quiet' }, image ? linesOfPictures(noisy) : linesOfProfile),
    list,
    note,
  );
}

function pictures(
  { table }: LoadedRun,
  row: number,
  image: ImageShape,
  original: Float32Array,
  { seen, drawn }: Rebuilt,
): HTMLElement {
  const picture = (values: Float32Array, name: string) => {
    const canvas = h('canvas', {
      class: 'thumbnail',
      role: 'img',
      'aria-label': `${table.id.at(row)}, ${name}`,
    });
    drawPixels(canvas, values, image);
    return canvas;
  };
  return h(
    'div',
    {},
    picture(original, 'original'),
    ...(seen ? [picture(seen, 'with noise')] : []),
    picture(drawn, 'reconstruction'),
  );
}

function profile(
  { table, dataset }: LoadedRun,
  row: number,
  original: Float32Array,
  rebuilt: Float32Array,
): HTMLElement {
  const name = [table.id.at(row), ...(table.label ? [cellText(table.label, row)] : [])].join(', ');
  const label = `Features of ${name.slice(0, 100)} and their reconstruction`;
  return h(
    'figure',
    {},
    createProfile(original, rebuilt, dataset?.featureNames, label),
    h('figcaption', { class: 'quiet clip' }, name),
  );
}

function isHeldOut({ table }: LoadedRun): boolean {
  return table.columns.some(
    (column) => column.name === 'split' && column.kind === 'category' && column.categories.includes('test'),
  );
}

function evenlyChosen({ table }: LoadedRun): readonly number[] {
  const split = table.columns.find((column) => column.name === 'split');
  const test = split?.kind === 'category' ? split.categories.indexOf('test') : -1;
  const all = Array.from({ length: table.rows }, (_, row) => row);
  const candidates =
    split?.kind === 'category' && test >= 0 ? all.filter((row) => split.codes[row] === test) : all;
  const step = Math.max(1, candidates.length / count);
  return Array.from(
    { length: Math.min(count, candidates.length) },
    (_, i) => candidates[Math.floor(i * step)],
  );
}
