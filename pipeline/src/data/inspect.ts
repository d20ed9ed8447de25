import { printable } from '../errors.js';
import type { Column, Dataset } from './dataset.js';
import { listNames } from './roles.js';

const mostListed = 12;
/** Letters of a class's name. */
const longestClass = 40;

/** What was understood of a data set, as lines for people: rows, features, label, shown columns and every decision. */
export function describeDataset(dataset: Dataset): string {
  const { name, features, featureNames, ids, label, metadata, image, split, notes } = dataset;
  const heldOut = split.reduce((sum, held) => sum + held, 0);
  const rows: [string, string][] = [
    ['data', name],
    [
      'rows',
      `${features.rows.toLocaleString('en')} (${heldOut.toLocaleString('en')} held out from training)`,
    ],
    [
      'features',
      `${features.columns.toLocaleString('en')}${featureNames ? `: ${listNames(featureNames)}` : ''}`,
    ],
  ];
  if (image)
    rows.push(['images', `${image.width} x ${image.height}, ${image.channels === 1 ? 'grey' : 'colour'}`]);
  rows.push(['scaling', features.scaling.rule]);
  rows.push(['label', label ? `${label.name}: ${classCounts(label)}` : 'none (name one with --label)']);
  rows.push(['ids', listNames(ids, 3)]);
  if (metadata.length > 0) rows.push(['shown', listNames(metadata.map(describeColumn), mostListed)]);
  const width = Math.max(...rows.map(([key]) => key.length));
  const lines = rows.map(([key, value]) => `${key.padEnd(width)}  ${value}`);
  return [...lines, ...notes.map((note) => `- ${note}`)].map(printable).join('\n');
}

function classCounts({ codes, categories }: Extract<Column, { kind: 'category' }>): string {
  const counts = new Uint32Array(categories.length + 1);
  for (const code of codes) counts[code < 0 ? categories.length : code]++;
  const listed = categories.map(
    (category, code) => `${shortened(category)} (${counts[code].toLocaleString('en')})`,
  );
  const missing = counts[categories.length];
  return listNames(
    missing > 0 ? [...listed, `missing (${missing.toLocaleString('en')})`] : listed,
    mostListed,
  );
}

const shortened = (text: string) =>
  text.length > longestClass ? `${text.slice(0, longestClass - 1)}…` : text;

function describeColumn(column: Column): string {
  if (column.kind !== 'category') return `${column.name} (${column.kind})`;
  const { length } = column.categories;
  return `${column.name} (${length} ${length === 1 ? 'category' : 'categories'})`;
}
