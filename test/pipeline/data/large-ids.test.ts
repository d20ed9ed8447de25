import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { loadDataset } from '@latentscape/pipeline/data/load';
import * as arrow from 'apache-arrow';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../support/temporary-folder.js';

const rows = 30;
/** Beyond 2^53, where float64 tells only every 256th whole number from the next. */
const ids = Array.from({ length: rows }, (_, row) => 2n ** 60n + BigInt(row));
const squares = Float64Array.from({ length: rows }, (_, row) => row * row);
const few = Float64Array.from({ length: rows }, (_, row) => row % 7);

/** The ids come after some that are small, so that the first piece does not show what follows. */
const small = [1n, 2n, 3n, ...ids.slice(3)];

const writers: Record<string, (file: string, values: readonly bigint[]) => Promise<void>> = {
  async parquet(file, values) {
    const connection = await (await DuckDBInstance.create()).connect();
    const list = `[${values.join(', ')}]::BIGINT[]`;
    await connection.run(
      `COPY (SELECT unnest(${list}) AS id, unnest(range(${rows})) ** 2 AS square, unnest(range(${rows})) % 7 AS few) TO '${file}' (FORMAT parquet)`,
    );
    connection.closeSync();
  },
  async arrow(file, values) {
    const table = arrow.tableFromArrays({ id: BigInt64Array.from(values), square: squares, few });
    await writeFile(file, arrow.tableToIPC(table, 'file'));
  },
  async jsonl(file, values) {
    const lines = values.map(
      (id, row) => `{"id":${id},"square": ${row * row},"few":${row % 7},"text":"of ${id}, so"}\n`,
    );
    await writeFile(file, lines.join(''));
  },
  async json(file, values) {
    const rows = values.map((id, row) => `[ ${id} , ${row * row}, ${row % 7}]`);
    await writeFile(file, `{"columns":["id","square","few"],"data":[${rows}]}`);
  },
  async arrows(file, values) {
    const part = (from: number, to: number) =>
      arrow.tableFromArrays({
        id: BigInt64Array.from(values.slice(from, to)),
        square: squares.slice(from, to),
        few: few.slice(from, to),
      });
    await writeFile(file, arrow.tableToIPC(part(0, 3).concat(part(3, rows)), 'stream'));
  },
};

test.each(Object.keys(writers))('ids beyond 2^53 keep every digit: .%s', async (format) => {
  const file = path.join(await temporaryFolder(), `data.${format}`);
  for (const values of [ids, small]) {
    await writers[format](file, values);
    expect((await loadDataset([file])).ids).toEqual(values.map(String));
    const drawn = await loadDataset([file], { sample: 12, seed: 2 });
    expect(values.map(String)).toEqual(expect.arrayContaining([...drawn.ids]));
    expect(drawn.ids).toHaveLength(12);
  }
  // As a feature they are numbers.
  const { featureNames } = await loadDataset([file], { features: ['id', 'square'] });
  expect(featureNames).toContain('square');
});
