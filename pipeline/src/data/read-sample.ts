import { basename, dirname } from 'node:path';
import { asText, categoryColumn } from './columns.js';
import { concatTables } from './concat.js';
import type { CategoryColumn } from './dataset.js';
import { type DataOptions, withDefaults } from './options.js';
import { readTable } from './read-table.js';
import { type Plan, planRoles } from './roles.js';
import { drawRows, rowsWithin } from './sample.js';
import type { Source } from './source.js';
import type { Table } from './table.js';

/** The files one after the other. */
export async function readAll(
  files: readonly Source[],
  plan: Plan,
  options: DataOptions,
  rows?: readonly Uint32Array[],
): Promise<Table[]> {
  const tables: Table[] = [];
  for (const [i, file] of files.entries()) tables.push(await readTable(file, plan, options, rows?.[i]));
  return tables;
}

/**
 * Draws a sample of the rows of all files and reads only those. Every file is looked through first: how many rows it
 * has, and their labels, where those matter.
 */
export async function readSample(files: readonly Source[], plan: Plan, options: DataOptions): Promise<Table> {
  const { sample, seed, stratify } = withDefaults(options);
  const counted = await readAll(files, planRoles(plan.options, stratify ? 'label' : 'rows'), options);
  const total = counted.reduce((sum, { rows }) => sum + rows, 0);
  if (total <= sample!) return concatTables(await readAll(files, plan, options));
  const chosen = drawRows(total, sample!, seed, stratify ? labelsOf(counted) : undefined);
  let start = 0;
  const rows = counted.map((table) => {
    start += table.rows;
    return rowsWithin(chosen, start - table.rows, table.rows);
  });
  const drawn = files.flatMap((file, i) => (rows[i].length > 0 ? [{ file, rows: rows[i] }] : []));
  const tables = await readAll(
    drawn.map(({ file }) => file),
    plan,
    options,
    drawn.map((each) => each.rows),
  );
  return { ...concatTables(tables), rowNumbers: chosen, sourceRows: total };
}

/** The labels of tables that hold nothing else; undefined where one has none. */
function labelsOf(tables: readonly Table[]): CategoryColumn | undefined {
  const values: string[] = [];
  for (const { columns, rows } of tables) {
    if (columns.length === 0 || columns[0].kind === 'vector') return undefined;
    for (const value of asText(columns[0], rows).values) values.push(value);
  }
  return categoryColumn('label', values);
}

/**
 * Which of the files of a folder are drawn, ascending.
 *
 * @returns undefined when there are no more than the sample is to have
 */
export function drawFiles(paths: readonly string[], options: DataOptions): Uint32Array | undefined {
  const { sample, seed, stratify } = withDefaults(options);
  if (paths.length <= sample!) return undefined;
  const labels = categoryColumn(
    'label',
    paths.map((path) => basename(dirname(path))),
  );
  return drawRows(paths.length, sample!, seed, stratify ? labels : undefined);
}
