import type { DatasetDescription } from '@latentscape/pipeline';
import { scale } from '../data/features.js';
import type { LoadedRun } from '../data/run.js';
import { h } from '../dom.js';
import { drawPixels } from './picture.js';

const count = 12;

/** Rows from all over the data, above what the decoder makes of their codes; held-out rows where the run has them. */
export function createReconstructionRows(
  run: LoadedRun,
  shape: NonNullable<DatasetDescription['image']>,
): HTMLElement {
  const rows = evenlyChosen(run);
  const pairs = rows.map((row) => ({
    row,
    original: h('canvas', {
      class: 'thumbnail',
      role: 'img',
      'aria-label': `${run.table.id.at(row)}, original`,
    }),
    rebuilt: h('canvas', {
      class: 'thumbnail',
      role: 'img',
      'aria-label': `${run.table.id.at(row)}, reconstruction`,
    }),
  }));
  const note = h('p', { class: 'quiet', role: 'status' });
  const draw = async () => {
    for (const { row, original, rebuilt } of pairs) {
      drawPixels(original, scale(await run.features.row(row), run.dataset!.scaling), shape);
      drawPixels(rebuilt, await run.autoencoder.decode(await run.codes.row(row)), shape);
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
    h(
      'div',
      { class: 'reconstruction-rows' },
      ...pairs.map(({ original, rebuilt }) => h('div', {}, original, rebuilt)),
    ),
    note,
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
