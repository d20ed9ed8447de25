import type { Compressors } from 'hyparquet';
import { ByteDictionary } from './byte-dictionary.js';
import type { KernelMemory } from './kernel-memory.js';
import type { ColumnChunk, SchemaElement } from './parquet-footer.js';
import { presence } from './parquet-levels.js';
import { type FileWindow, type Page, pagesOf } from './parquet-pages.js';
import { type Dictionary, dictionaryOf, putBytes, putValues } from './parquet-values.js';
import type { ColumnNumbers } from './put-columns.js';

/** One column of one row group. */
export interface NumberChunk {
  readonly element: SchemaElement;
  readonly column: ColumnChunk;
  readonly rows: number;
}

/** Memory that serves one column after the other. */
class FloatRoom {
  private buffer = new ArrayBuffer(0);

  floats({ element, rows }: NumberChunk): Float32Array | Float64Array {
    return element.type === 'FLOAT'
      ? new Float32Array(this.atLeast(4 * rows), 0, rows)
      : new Float64Array(this.atLeast(8 * rows), 0, rows);
  }

  private atLeast(bytes: number): ArrayBuffer {
    if (this.buffer.byteLength < bytes) this.buffer = new ArrayBuffer(bytes);
    return this.buffer;
  }
}

/** Decodes column chunks of numbers, page by page, with typed arrays throughout. */
export class NumberDecoder {
  private readonly dictionary: ByteDictionary;
  private readonly rooms: FloatRoom[] = [];

  constructor(
    private readonly window: FileWindow,
    private readonly decompressors: Compressors,
    memory: KernelMemory,
  ) {
    this.dictionary = new ByteDictionary(memory);
  }

  /**
   * @param place the memory for its numbers is used anew by the next chunk of the same place
   * @param bytes where numbers are put if all are bytes, and bytes are wanted
   * @throws Error when the pages do not hold exactly the rows of the row group
   */
  async decode(chunk: NumberChunk, place: number, bytes?: Uint8Array): Promise<ColumnNumbers> {
    const { element, column, rows } = chunk;
    this.rooms[place] ??= new FloatRoom();
    const room = this.rooms[place];
    let values: ColumnNumbers = bytes ?? room.floats(chunk);
    let dictionary: Dictionary | undefined;
    let filled = 0;
    const levels = { repetition: 0, definition: element.repetition_type === 'REQUIRED' ? 0 : 1 };
    for await (const page of pagesOf(this.window, column, levels, this.decompressors)) {
      if (page.isDictionary) {
        dictionary = dictionaryOf(page, element, bytes !== undefined);
        continue;
      }
      const end = filled + page.count;
      if (!(page.count > 0 && end <= rows)) break;
      const present = levels.definition === 0 ? undefined : presence(page.definition, page.count);
      if (values instanceof Uint8Array) {
        const target = values.subarray(filled, end);
        if (present !== undefined || !putBytes(page, element, dictionary, this.dictionary, target)) {
          const wider = room.floats(chunk);
          wider.set(values.subarray(0, filled));
          values = wider;
        }
      }
      if (!(values instanceof Uint8Array))
        putPage(page, present, element, dictionary, values.subarray(filled, end));
      filled = end;
      if (filled === rows) return values;
    }
    throw new Error('its pages do not add up to the rows');
  }
}

/** @param present 1 where a row has a value; undefined when all have */
function putPage(
  page: Page,
  present: Uint8Array | undefined,
  element: SchemaElement,
  dictionary: Dictionary | undefined,
  target: Float32Array | Float64Array,
): void {
  if (present === undefined) {
    putValues(page, element, dictionary, target);
    return;
  }
  const count = present.reduce((sum, level) => sum + level, 0);
  putValues(page, element, dictionary, target.subarray(0, count));
  // The values, which stand at the front, move to the rows that have one.
  for (let row = target.length - 1, from = count - 1; row >= 0; row--)
    target[row] = present[row] === 0 ? Number.NaN : target[from--];
}
