import { readTable } from '@latentscape/pipeline/data/read-table';
import { planRoles } from '@latentscape/pipeline/data/roles';
import { bytesSource } from '@latentscape/pipeline/data/source';
import { numbersOf } from '@latentscape/pipeline/data/table';
import * as arrow from 'apache-arrow';
import fc from 'fast-check';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { expect, test } from 'vitest';

type Column =
  | { readonly name: string; readonly kind: 'number'; readonly data: (number | null)[] }
  | { readonly name: string; readonly kind: 'text'; readonly data: (string | null)[] };

/** JSON.stringify writes -0 as 0. */
const number = fc.double({ noNaN: true, min: -1e38, max: 1e38 }).map((value) => value || 0);

/** Of a column of numbers the first is there: JSON has no types. */
const tables = fc.integer({ min: 1, max: 40 }).chain((rows) => {
  const values = <T>(value: fc.Arbitrary<T>) =>
    fc
      .tuple(value, fc.array(fc.option(value), { minLength: rows - 1, maxLength: rows - 1 }))
      .map(([first, others]) => [first, ...others]);
  const name = fc.oneof(
    fc.string({ minLength: 1, unit: 'grapheme' }),
    fc.constantFrom('id', 'label', 'größe, "cm"', ' two  words ', '__proto__', '1'),
  );
  const column: fc.Arbitrary<Column> = fc.oneof(
    fc.record({
      name,
      kind: fc.constant('number' as const),
      data: values(number),
    }),
    fc.record({
      name,
      kind: fc.constant('text' as const),
      data: values(fc.string({ unit: 'grapheme', minLength: 1 })),
    }),
  );
  return fc.uniqueArray(column, { selector: (each) => each.name, minLength: 1, maxLength: 8 });
});

function asArrow(columns: readonly Column[], format: 'file' | 'stream'): Uint8Array {
  const vectors = columns.map(({ kind, data }) =>
    arrow.vectorFromArray<arrow.DataType>(data, kind === 'number' ? new arrow.Float64() : new arrow.Utf8()),
  );
  const fields = columns.map(({ name }, i) => new arrow.Field(name, vectors[i].type, true));
  const type = new arrow.Struct(fields);
  const children = vectors.map((vector) => vector.data[0]);
  const batch = arrow.makeData({ type, length: columns[0].data.length, nullCount: 0, children });
  const schema = new arrow.Schema(fields);
  return arrow.tableToIPC(new arrow.Table(schema, [new arrow.RecordBatch(schema, batch)]), format);
}

const asParquet = (columns: readonly Column[]) =>
  new Uint8Array(
    parquetWriteBuffer({
      columnData: columns.map(({ name, kind, data }) => ({
        name,
        data,
        type: kind === 'number' ? 'DOUBLE' : 'STRING',
        nullable: true,
      })),
    }),
  );

const rowsOf = (columns: readonly Column[]) =>
  columns[0].data.map((_, row) => Object.fromEntries(columns.map(({ name, data }) => [name, data[row]])));

const writers: Record<string, (columns: readonly Column[]) => string | Uint8Array> = {
  'table.parquet': asParquet,
  'table.arrow': (columns) => asArrow(columns, 'file'),
  'table.arrows': (columns) => asArrow(columns, 'stream'),
  'table.json': (columns) => JSON.stringify(rowsOf(columns)),
  'columns.json': (columns) =>
    JSON.stringify(Object.fromEntries(columns.map(({ name, data }) => [name, data]))),
  'table.jsonl': (columns) =>
    rowsOf(columns)
      .map((row) => `${JSON.stringify(row)}\n`)
      .join(''),
};

test.each(Object.entries(writers))(
  'any table that another writer wrote reads back equal: %s',
  async (file, write) => {
    await fc.assert(
      fc.asyncProperty(tables, async (columns) => {
        const content = Buffer.from(write(columns) as Uint8Array);
        const plan = planRoles({ features: columns.map(({ name }) => name) });
        const table = await readTable(bytesSource(file, file, content), plan);
        const read = table.columns.map((column) => [
          column.name,
          column.kind === 'number' ? [...numbersOf(column, table.rows)] : column.values,
        ]);
        const expected = columns.map(({ name, kind, data }) => [
          name,
          kind === 'number'
            ? data.map((value) => (value === null ? Number.NaN : Math.fround(value)))
            : data.map((value) => value ?? ''),
        ]);
        // JSON.parse puts names that are whole numbers first.
        const byName = (lines: readonly unknown[][]) =>
          [...lines].sort(([a], [b]) => (`${a}` < `${b}` ? -1 : 1));
        expect(byName(read)).toEqual(byName(expected));
      }),
      { numRuns: 100 },
    );
  },
);
