import type { CategoryColumn, Column } from '../data/dataset.js';
import { selectColumn } from '../data/sample.js';
import { UserError } from '../errors.js';
import type { SavedSelections } from '../store/selections.js';

/**
 * Saved selections as columns of `true` and `false`, one each, called after the selection. Those that were saved when the
 * run held other rows are passed over with a word on standard error.
 *
 * @param rows how many rows the run has
 */
export function selectionColumns({ usable, unusable }: SavedSelections, rows: number): CategoryColumn[] {
  for (const { name, problem } of unusable)
    console.error(`note: ${sentences[problem](name)}; it is left out.`);
  return usable.map((selection) => {
    const codes = new Int32Array(rows);
    for (const row of selection.rows) codes[row] = 1;
    return { kind: 'category', name: selection.name, categories: ['false', 'true'], codes };
  });
}

const sentences = {
  'other-rows': (name: string) => `the selection "${name}" was saved for other rows than the run has now`,
  unreadable: (name: string) => `selections/${name} is damaged`,
} as const;

/** @throws UserError when there is no such selection, or it does not fit the run any more, or it is empty */
export function rowsOfSelection(columns: readonly Column[], name: string, saved: SavedSelections): Column[] {
  const found = saved.usable.find((selection) => selection.name === name);
  if (found === undefined) throw new UserError(`--selection: ${whyMissing(name, saved)}`);
  if (found.rows.length === 0) throw new UserError(`--selection: "${name}" holds no row.`);
  const chosen = Uint32Array.from(found.rows);
  return columns.map((column) => selectColumn(column, chosen));
}

function whyMissing(name: string, { usable, unusable }: SavedSelections): string {
  const outdated = unusable.find((selection) => selection.name === name);
  if (outdated)
    return `${sentences[outdated.problem](name)}; select the points again on the page and save them.`;
  if (usable.length === 0)
    return `there is no selection "${name}"; none is saved. Select points on the page (npm start) and save them.`;
  return `there is no selection "${name}"; there are ${usable.map((selection) => selection.name).join(', ')}.`;
}
