import type { Compressors, SchemaElement } from 'hyparquet';
import { areAll, unpackLevels } from './parquet-levels.js';
import { type FileWindow, type Levels, type Page, pagesOf } from './parquet-pages.js';
import { columnOf, type RowGroup } from './parquet-row-groups.js';
import { type Dictionary, dictionaryOf, putValues } from './parquet-values.js';
import type { VectorValues } from './table.js';

/** A column of lists of numbers. */
export interface ListColumn {
  readonly name: string;
  /** Of the numbers. */
  readonly element: SchemaElement;
  readonly levels: Levels;
}

interface SchemaNode {
  readonly element: SchemaElement;
  readonly children: readonly SchemaNode[];
}

/** How the lists of a column are stored, in three levels as the standard wants it; undefined when it is another thing. */
export function listLevels({
  element,
  children,
}: SchemaNode): Pick<ListColumn, 'element' | 'levels'> | undefined {
  const [repeated] = children;
  const [item] = repeated?.children ?? [];
  if (children.length !== 1 || repeated.children.length !== 1 || item.children.length > 0) return undefined;
  if (element.repetition_type === 'REPEATED' || repeated.element.repetition_type !== 'REPEATED')
    return undefined;
  if (item.element.repetition_type === 'REPEATED') return undefined;
  const optional = [element, item.element].filter((each) => each.repetition_type !== 'REQUIRED').length;
  return { element: item.element, levels: { repetition: 1, definition: 1 + optional } };
}

/** How long all lists of the column are, if they are of one length; else, or when one is missing, undefined. */
function widthOf({ name }: ListColumn, groups: readonly RowGroup[]): number | undefined {
  const [width, ...others] = new Set(
    groups.map((group) => Number(columnOf(group, name).num_values) / group.rows),
  );
  return others.length === 0 && Number.isInteger(width) && width > 0 ? width : undefined;
}

/**
 * Reads lists of one length straight into a matrix.
 *
 * @param rows of the table
 * @param checkWidth called with the width before memory is taken
 * @returns undefined when lists or numbers are missing, or lists differ in length: hyparquet reads those
 */
export async function readVectors(
  window: FileWindow,
  list: ListColumn,
  groups: readonly RowGroup[],
  decompressors: Compressors,
  rows: number,
  checkWidth: (width: number) => void,
): Promise<VectorValues | undefined> {
  const { name, element, levels } = list;
  const width = widthOf(list, groups);
  if (width === undefined) return undefined;
  checkWidth(width);
  const values = new Float32Array(rows * width);
  for (const group of groups) {
    const target = values.subarray(group.start * width);
    const end = group.rows * width;
    let dictionary: Dictionary | undefined;
    let at = 0;
    for await (const page of pagesOf(window, columnOf(group, name), levels, decompressors)) {
      if (page.isDictionary) {
        dictionary = dictionaryOf(page, element);
        continue;
      }
      if (!(page.count > 0 && at + page.count <= end)) break;
      if (!isWhole(page, levels, at, width)) return undefined;
      putPage(page, element, dictionary, at, width, group.picked, target);
      at += page.count;
    }
    if (at !== end) throw new Error('its pages do not add up to the rows');
  }
  return { kind: 'vector', name, width, values };
}

/** Whether all numbers of a page are there and lists begin every `width` values; the page begins with value `at`. */
function isWhole(
  { count, repetition, definition }: Page,
  { definition: present }: Levels,
  at: number,
  width: number,
): boolean {
  if (
    !areAll(present, definition, count) &&
    unpackLevels(definition, present, count).some((level) => level < present)
  )
    return false;
  const begins = unpackLevels(repetition, 1, count);
  for (let i = 0, place = at % width; i < count; i++) {
    if (begins[i] !== (place === 0 ? 0 : 1)) return false;
    if (++place === width) place = 0;
  }
  return true;
}

/** @param picked rows of the row group to put into the target, one after the other; all where not given */
function putPage(
  page: Page,
  element: SchemaElement,
  dictionary: Dictionary | undefined,
  at: number,
  width: number,
  picked: Uint32Array | undefined,
  target: Float32Array,
): void {
  if (picked === undefined) {
    putValues(page, element, dictionary, target.subarray(at, at + page.count));
    return;
  }
  const values = new Float32Array(page.count);
  putValues(page, element, dictionary, values);
  picked.forEach((row, i) => {
    // A list may begin in one page and end in another.
    const from = Math.max(at, row * width);
    const to = Math.min(at + page.count, (row + 1) * width);
    if (from < to) target.set(values.subarray(from - at, to - at), i * width + from - row * width);
  });
}
