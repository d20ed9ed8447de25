import { readFileSync } from 'node:fs';
import { readFooter } from '@latentscape/pipeline/data/parquet-footer';
import { openParts } from '@latentscape/pipeline/data/random-access';
import { bytesSource } from '@latentscape/pipeline/data/source';
import { ThriftReader } from '@latentscape/pipeline/data/thrift';
import fc from 'fast-check';
import { parquetMetadata, parquetSchema } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { expect, test } from 'vitest';
import { fixture } from './fixture.js';

const read = async (content: Buffer) => await readFooter(await openParts(bytesSource('x', 'x', content)));

/** The same footer by hyparquet, of which only what `readFooter` tells. */
function byLibrary(content: Buffer) {
  const metadata = parquetMetadata(Uint8Array.from(content).buffer);
  type Node = ReturnType<typeof parquetSchema>;
  const told = ['DECIMAL', 'DATE', 'TIME', 'TIMESTAMP', 'INTEGER', 'FLOAT16'];
  const node = ({ element, children }: Node): unknown => {
    const { name, type, repetition_type, converted_type, logical_type: logical } = element;
    const kind = logical && (told.includes(logical.type) ? logical.type : 'OTHER');
    const isSigned = logical?.type === 'INTEGER' ? logical.isSigned : undefined;
    const logical_type = kind && { type: kind, isSigned };
    return {
      element: { name, type, repetition_type, converted_type, logical_type },
      children: children.map(node),
    };
  };
  return {
    rows: Number(metadata.num_rows),
    columns: parquetSchema(metadata).children.map(node),
    groups: metadata.row_groups.map(({ num_rows, columns }) => ({
      rows: Number(num_rows),
      chunks: columns.map(({ meta_data: column }) => {
        const start = Number(column!.dictionary_page_offset || column!.data_page_offset);
        const { min_value, max_value, min = min_value, max = max_value } = column!.statistics ?? {};
        const isLong = column!.type === 'INT64';
        return {
          path: column!.path_in_schema,
          type: column!.type,
          encodings: column!.encodings,
          codec: column!.codec,
          count: Number(column!.num_values),
          start,
          end: start + Number(column!.total_compressed_size),
          min: isLong ? min : undefined,
          max: isLong ? max : undefined,
        };
      }),
    })),
  };
}

const asLong = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).readBigInt64LE();

test.each(['flowers.parquet', 'flowers-row-groups.parquet', 'vectors.parquet'])(
  'the footer of %s says what hyparquet reads in it',
  async (file) => {
    const content = readFileSync(fixture(file));
    const { groups, ...rest } = await read(content);
    const asNumbers = groups.map(({ rows, chunks }) => ({
      rows,
      chunks: chunks.map((chunk) => ({ ...chunk, min: asLong(chunk.min), max: asLong(chunk.max) })),
    }));
    expect({ ...rest, groups: asNumbers }).toEqual(byLibrary(content));
  },
);

test('a footer longer than what is read at once', async () => {
  const columnData = Array.from({ length: 3000 }, (_, i) => ({ name: `column ${i} ä`, data: [i, i + 1] }));
  const content = Buffer.from(parquetWriteBuffer({ columnData }));
  const { columns, groups, rows } = await read(content);
  expect(rows).toBe(2);
  expect(columns.map(({ element }) => element.name)).toEqual(columnData.map(({ name }) => name));
  expect(groups.map(({ chunks }) => chunks.length)).toEqual([3000]);
  expect(content.length - groups[0].chunks[2999].end).toBeGreaterThan(2 ** 17);
});

test('whatever the bytes of a struct are, reading them ends', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const reader = new ThriftReader(bytes);
      try {
        reader.struct((field) => {
          if (field === 1) reader.list(() => reader.integer());
          if (field === 2) reader.text();
        });
        expect(reader.at).toBeLessThanOrEqual(bytes.length);
      } catch (error) {
        expect((error as Error).message).toMatch(/^its metadata /);
      }
    }),
    { numRuns: 2000 },
  );
});
