import { table } from 'arquero';
import type { CategoryColumn, Column, Dataset } from '../data/dataset.js';
import { arrowBytes } from '../store/arrow-table.js';
import { splitNames } from '../store/dataset-folder.js';
import type { Matrix } from './run-data.js';
import type { Stage } from './stage.js';

/** The run → files that other programs open: `embedding.csv` for a spreadsheet, `embedding.arrow` for the page. */
export const exportStage: Stage = {
  name: 'export',
  version: 1,
  reads: ['ingest', 'encode', 'embed', 'evaluate'],
  dependsOn: ({ export: options }) => options,
  async execute({ options, folder, data }) {
    const dataset = await data.get('dataset');
    const [x, y] = matrixColumns(await data.get('embedding'), ['x', 'y']);
    const id: Column = { kind: 'text', name: 'id', values: dataset.ids };
    const label = { ...(dataset.label ?? noLabel(dataset)), name: 'label' };
    const codes = options.export.codes ? codeColumns(await data.get('codes')) : [];
    const split = splitColumn(dataset);
    const quality = await data.get('quality');
    const labelled = dataset.label ? [label] : [];
    const outputs = [
      await folder.write(
        'embedding.csv',
        csvText(withDistinctNames([id, label, x, y, ...dataset.metadata, ...codes])),
      ),
      await folder.write(
        'embedding.arrow',
        arrowBytes(withDistinctNames([id, x, y, ...labelled, split, ...dataset.metadata, ...quality])),
      ),
    ];
    return { outputs, values: { rows: dataset.features.rows } };
  },
};

/** A label column for data that has none, so that `embedding.csv` always begins `id,label,x,y`. */
function noLabel({ features }: Dataset): CategoryColumn {
  return { kind: 'category', name: 'label', categories: [], codes: new Int32Array(features.rows).fill(-1) };
}

function splitColumn({ split }: Dataset): CategoryColumn {
  return { kind: 'category', name: 'split', categories: splitNames, codes: Int32Array.from(split) };
}

function codeColumns(codes: Matrix): Column[] {
  return matrixColumns(
    codes,
    Array.from({ length: codes.columns }, (_, unit) => `code_${unit}`),
  );
}

function matrixColumns({ rows, columns, values }: Matrix, names: readonly string[]): Column[] {
  return names.map((name, column) => ({
    kind: 'number',
    name,
    values: Float32Array.from({ length: rows }, (_, row) => values[row * columns + column]),
  }));
}

/** A user's column that is called like one of ours, or like another of theirs, gets a number. */
function withDistinctNames(columns: readonly Column[]): Column[] {
  const taken = new Set<string>();
  return columns.map((column) => {
    let { name } = column;
    for (let number = 2; taken.has(name); number++) name = `${column.name}_${number}`;
    taken.add(name);
    return { ...column, name };
  });
}

function csvText(columns: readonly Column[]): string {
  const contents = Object.fromEntries(columns.map((column) => [column.name, cells(column)]));
  return `${table(contents).toCSV()}\n`;
}

function cells(column: Column): ArrayLike<unknown> {
  switch (column.kind) {
    case 'text':
      return column.values;
    case 'category':
      return Array.from(column.codes, (code) => (code < 0 ? null : column.categories[code]));
    case 'number':
      return column.values instanceof Float32Array ? Array.from(column.values, shortest) : column.values;
  }
}

/** The shortest decimal that reads back as the same float32. */
function shortest(value: number): string {
  for (let digits = 6; digits < 9; digits++) {
    const text = String(Number(value.toPrecision(digits)));
    if (Math.fround(Number(text)) === value) return text;
  }
  return String(Number(value.toPrecision(9)));
}
