import type { TableColumn } from './table.js';

/** From this many consecutively numbered columns on, they are taken for the dimensions of one vector. */
const fewestDimensions = 16;

/**
 * The columns that are vectors, or together are one: `emb_0`, `emb_1`, … or `pixel1`, `pixel2`, …
 *
 * @returns none when the table has no vectors
 */
export function vectorColumns(columns: readonly TableColumn[]): TableColumn[] {
  const families = new Map<string, TableColumn[]>();
  for (const column of columns) {
    const [, prefix, digits] = /^(.*?)(\d{1,9})$/.exec(column.name) ?? [];
    if (column.kind !== 'number' || digits === undefined) continue;
    const family = families.get(prefix);
    if (family === undefined) families.set(prefix, [column]);
    else family.push(column);
  }
  const numbered = new Set([...families.values()].filter(isConsecutive).flat());
  return columns.filter((column) => column.kind === 'vector' || numbered.has(column));
}

function isConsecutive(family: readonly TableColumn[]): boolean {
  const number = ({ name }: TableColumn) => Number(/\d+$/.exec(name)![0]);
  return (
    family.length >= fewestDimensions && family.every((column, i) => number(column) === number(family[0]) + i)
  );
}
