import type { CategoryColumn, Column } from '../data/dataset.js';
import { type StoredDataset, splitNames } from '../store/dataset-folder.js';
import type { Matrix, RunData } from './run-data.js';

/** One row a point, as columns in groups; every table that leaves the product is made from these. */
export interface PointColumns {
  /** `id`, `label`, `x`, `y`: what every table begins with. The label is empty where the data has none. */
  readonly main: readonly Column[];
  /** Whether a row trained the network or was held out. */
  readonly split: CategoryColumn;
  readonly metadata: readonly Column[];
  /** How well each point was placed and rebuilt. */
  readonly quality: readonly Column[];
  readonly hasLabel: boolean;
}

export async function pointColumns(data: RunData): Promise<PointColumns> {
  const dataset = await data.get('dataset');
  const id: Column = { kind: 'text', name: 'id', values: dataset.ids };
  const label = { ...(dataset.label ?? noLabel(dataset)), name: 'label' };
  return {
    main: [id, label, ...placeColumns(await data.get('embedding'))],
    split: splitColumn(dataset),
    metadata: dataset.metadata,
    quality: await data.get('quality'),
    hasLabel: dataset.label !== undefined,
  };
}

/** The embedding as columns `x` and `y`. */
export function placeColumns(embedding: Matrix): Column[] {
  return matrixColumns(embedding, ['x', 'y']);
}

/** The codes as columns `code_0`, `code_1`, … */
export function codeColumns(codes: Matrix): Column[] {
  const names = Array.from({ length: codes.columns }, (_, unit) => `code_${unit}`);
  return matrixColumns(codes, names);
}

/** A user's column that is called like one of ours, or like another of theirs, gets a number. */
export function withDistinctNames(columns: readonly Column[]): Column[] {
  const taken = new Set<string>();
  return columns.map((column) => {
    let { name } = column;
    for (let number = 2; taken.has(name); number++) name = `${column.name}_${number}`;
    taken.add(name);
    return { ...column, name };
  });
}

function noLabel({ features }: StoredDataset): CategoryColumn {
  return { kind: 'category', name: 'label', categories: [], codes: new Int32Array(features.rows).fill(-1) };
}

function splitColumn({ split }: StoredDataset): CategoryColumn {
  return { kind: 'category', name: 'split', categories: splitNames, codes: Int32Array.from(split) };
}

function matrixColumns({ rows, columns, values }: Matrix, names: readonly string[]): Column[] {
  return names.map((name, column) => ({
    kind: 'number',
    name,
    values: Float32Array.from({ length: rows }, (_, row) => values[row * columns + column]),
  }));
}
