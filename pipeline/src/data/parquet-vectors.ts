import type { Compressors } from 'hyparquet';
import { ByteDictionary } from './byte-dictionary.js';
import type { KernelMemory } from './kernel-memory.js';
import type { SchemaElement, SchemaNode } from './parquet-footer.js';
import { areAll, areListsOf, unpackLevels } from './parquet-levels.js';
import { type FileWindow, type Levels, type Page, pagesOf } from './parquet-pages.js';
import { columnOf, type RowGroup } from './parquet-row-groups.js';
import { type Dictionary, dictionaryOf, mayHoldBytes, putBytes, putValues } from './parquet-values.js';
import type { VectorValues } from './table.js';

/** A column of lists of numbers. */
export interface ListColumn {
  readonly name: string;
  /** Of the numbers. */
  readonly element: SchemaElement;
  readonly levels: Levels;
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
  const [width, ...others] = new Set(groups.map((group) => columnOf(group, name).count / group.rows));
  return others.length === 0 && Number.isInteger(width) && width > 0 ? width : undefined;
}

/**
 * Reads lists of one length straight into a matrix, of bytes as long as all numbers are, then of float32.
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
  memory: KernelMemory,
): Promise<VectorValues | undefined> {
  const { name, element, levels } = list;
  const width = widthOf(list, groups);
  if (width === undefined) return undefined;
  checkWidth(width);
  const kernel = new ByteDictionary(memory);
  const floats = () => {
    const bytes = memory.matrix(rows * width * Float32Array.BYTES_PER_ELEMENT);
    return new Float32Array(bytes.buffer, bytes.byteOffset, rows * width);
  };
  const all = groups.every(({ picked }) => picked === undefined);
  let values: Uint8Array | Float32Array | undefined;
  for (const group of groups) {
    const start = group.start * width;
    const end = group.rows * width;
    let dictionary: Dictionary | undefined;
    let at = 0;
    for await (const page of pagesOf(window, columnOf(group, name), levels, decompressors)) {
      if (page.isDictionary) {
        dictionary = dictionaryOf(page, element, all);
        continue;
      }
      if (!(page.count > 0 && at + page.count <= end)) break;
      if (!isWhole(page, levels, at, width)) return undefined;
      values ??= all && mayHoldBytes(page, dictionary) ? memory.matrix(rows * width) : floats();
      if (values instanceof Uint8Array) {
        const target = values.subarray(start + at, start + at + page.count);
        if (!putBytes(page, element, dictionary, kernel, target)) {
          const filled = values.subarray(0, start + at);
          values = floats();
          values.set(filled);
        }
      }
      if (values instanceof Float32Array)
        putPage(page, element, dictionary, at, width, group.picked, values.subarray(start));
      at += page.count;
    }
    if (at !== end) throw new Error('its pages do not add up to the rows');
  }
  return { kind: 'vector', name, width, values: values ?? new Float32Array(0) };
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
  return areListsOf(width, repetition, count, at);
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
