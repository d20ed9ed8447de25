import type { CategoryColumn, Column } from './table.js';

/** What is learned from one column of a table: one feature, or one for each value of a category. */
export interface FeatureCell {
  readonly name: string;
  /** The first of its features, and the feature after its last. */
  readonly from: number;
  readonly to: number;
  /** The column whose values the features stand for, `island` for `island=Biscoe` and `island=Dream`. */
  readonly category?: CategoryColumn;
}

/** The features in their order, those of one category taken together. */
export function featureCells(
  names: readonly string[] | undefined,
  count: number,
  columns: readonly Column[],
): readonly FeatureCell[] {
  const categories = columns.filter((column) => column.kind === 'category');
  const cells: FeatureCell[] = [];
  for (let from = 0, to = 1; from < count; from = to, to = from + 1) {
    const name = names?.[from];
    const category = categories.find((column) => name?.startsWith(`${column.name}=`));
    while (category && to < count && names![to].startsWith(`${category.name}=`)) to++;
    cells.push({ name: category?.name ?? name ?? `feature ${from + 1}`, from, to, category });
  }
  return cells;
}

/** The value of a category for which the features speak most. @param values One for each feature. */
export function likeliest(
  { from, to, name }: FeatureCell,
  names: readonly string[],
  values: Float32Array,
): string {
  const own = values.subarray(from, to);
  const greatest = own.reduce((best, value, i) => (value > own[best] ? i : best), 0);
  return names[from + greatest].slice(name.length + 1);
}
